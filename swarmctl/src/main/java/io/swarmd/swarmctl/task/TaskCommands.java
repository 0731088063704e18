package io.swarmd.swarmctl.task;

import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.RemoveTaskRequest;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Group;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.logs.LogCommands;
import io.swarmd.swarmctl.lookup.Names;
import io.swarmd.swarmctl.text.Columns;
import java.util.List;

/** The task commands (control sheet, 18.3). Tasks go by their full id. */
public final class TaskCommands {

  private static final Flag ALL = Flag.toggle("--all", "-a", "show all tasks, also those that are to run no more");

  private TaskCommands() {}

  public static Group group() {
    return Group.of("task", "Task management",
        Command.of("ls", "List tasks", "", ArgumentRule.none("ls command takes no arguments"),
            List.of(ALL, Output.QUIET, Output.FORMAT), TaskCommands::list),
        Command.of("inspect", "Inspect a task", "<task ID>",
            ArgumentRule.one("task ID missing", "inspect command takes exactly 1 argument"), List.of(Output.FORMAT),
            TaskCommands::inspect),
        Command.of("remove", "Remove tasks", "<task ID>...", ArgumentRule.some("task ID missing"), List.of(),
            TaskCommands::remove).alias("rm"),
        LogCommands.ofTasks());
  }

  private static void list(Invocation in) {
    List<Task> tasks = in.control().listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> in.on(ALL.name()) || TaskStates.wanted(task)).toList();
    Output.list(in, tasks, Task::getId, () -> {
      Names names = new Names(in);
      Columns table = Columns.table(2, "ID", "Service", "Desired State", "Last State", "Node");
      tasks.forEach(task -> table.line(task.getId(),
          task.getServiceAnnotations().getName() + "." + Long.toUnsignedString(task.getSlot()),
          task.getDesiredState().name(), TaskTable.lastState(in, task), names.node(task.getNodeId())));
      table.print(in.out());
    });
  }

  private static void inspect(Invocation in) {
    Task task = in.control().getTask(GetTaskRequest.newBuilder().setTaskId(in.argument()).build()).getTask();
    WaitingReasons waiting = WaitingReasons.ask(in, List.of(task));
    Output.one(in, () -> waiting.json(task), () -> {
      TaskDetails.print(in, task, waiting.of(task));
      List<Task> family = in.control().listTasks(ListTasksRequest.newBuilder()
          .setFilters(ListTasksRequest.Filters.newBuilder().addServiceIds(task.getServiceId())).build()).getTasksList()
          .stream().filter(other -> other.getSlot() == task.getSlot()).toList();
      in.out().println();
      in.out().println("===> Task Parents");
      TaskTable.print(in, family, true);
    });
  }

  private static void remove(Invocation in) {
    for (String id : in.arguments()) {
      in.control().removeTask(RemoveTaskRequest.newBuilder().setTaskId(id).build());
      in.out().println(id);
    }
  }
}
