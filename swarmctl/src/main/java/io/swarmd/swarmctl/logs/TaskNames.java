package io.swarmd.swarmctl.logs;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.LogContext;
import io.swarmd.api.Task;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.lookup.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How the tasks that write are called; each that is not known is asked for once. */
final class TaskNames {

  private static final int SHORT_ID = 12;

  private final Invocation in;
  private final Names names;
  private final Map<String, Optional<Task>> known = new HashMap<>();

  TaskNames(Invocation in, Collection<Task> tasks) {
    this.in = in;
    this.names = new Names(in);
    tasks.forEach(task -> known.put(task.getId(), Optional.of(task)));
  }

  /** The task and where it runs: {@code web.1@host}, with the id of the task where that is asked for. */
  String source(LogContext context) {
    return task(context.getTaskId()) + "@" + node(context.getNodeId());
  }

  String node(String id) {
    return names.node(id);
  }

  private String task(String id) {
    if (!in.resolveNames()) {
      return id;
    }
    return slot(id).map(slot -> slot + shownId(id)).orElse(id);
  }

  /** Service and slot; empty for a task that is not known any more. */
  Optional<String> slot(String taskId) {
    return find(taskId).map(task ->
        task.getServiceAnnotations().getName() + "." + Long.toUnsignedString(task.getSlot()));
  }

  private String shownId(String id) {
    boolean whole = in.on(ReadingOptions.NO_TRUNC.name());
    if (in.on(ReadingOptions.NO_TASK_IDS.name()) || !(whole || in.on(ReadingOptions.TASK_IDS.name()))) {
      return "";
    }
    return "." + (whole || id.length() < SHORT_ID ? id : id.substring(0, SHORT_ID));
  }

  private Optional<Task> find(String id) {
    Optional<Task> task = known.get(id);
    if (task == null) {
      task = ask(id);
      known.put(id, task);
    }
    return task;
  }

  private Optional<Task> ask(String id) {
    try {
      return Optional.of(in.control().getTask(GetTaskRequest.newBuilder().setTaskId(id).build()).getTask());
    } catch (StatusRuntimeException gone) {
      return Optional.empty();
    }
  }
}
