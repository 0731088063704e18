package io.swarmd.swarmctl.task;

import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.lookup.Names;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import java.util.Comparator;
import java.util.List;

/** The table of tasks that the details of nodes, services and tasks end with (control sheet, 18.1). */
public final class TaskTable {

  private TaskTable() {}

  /** Tasks that are meant to run no more are left out unless all are wanted. */
  public static void print(Invocation in, List<Task> tasks, boolean all) {
    Columns table = Columns.table(4, "Task ID", "Service", "Slot", "Image", "Desired State", "Last State", "Node");
    Names names = new Names(in);
    tasks.stream()
        .filter(task -> all || TaskStates.wanted(task))
        .sorted(Comparator.comparing(Task::getSlot, Long::compareUnsigned).thenComparing(TaskTable::newestFirst))
        .forEach(task -> table.line(task.getId(), task.getServiceAnnotations().getName(),
            Long.toUnsignedString(task.getSlot()), task.getSpec().getContainer().getImage(),
            task.getDesiredState().name(), lastState(in, task), names.node(task.getNodeId())));
    table.print(in.out());
  }

  static String lastState(Invocation in, Task task) {
    return task.getStatus().getState().name() + " " + Moments.relative(task.getStatus().getTimestamp(), in.now());
  }

  private static int newestFirst(Task one, Task other) {
    int bySeconds = Long.compare(
        other.getMeta().getCreatedAt().getSeconds(), one.getMeta().getCreatedAt().getSeconds());
    return bySeconds != 0 ? bySeconds
        : Integer.compare(other.getMeta().getCreatedAt().getNanos(), one.getMeta().getCreatedAt().getNanos());
  }
}
