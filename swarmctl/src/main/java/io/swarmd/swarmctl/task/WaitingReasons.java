package io.swarmd.swarmctl.task;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.v1.ExplainTasksRequest;
import io.swarmd.api.v1.WaitingTask;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why tasks wait, as the manager tells it. Managers that cannot tell, such as the original's, leave only the tasks' own
 * errors to show.
 */
public final class WaitingReasons {

  public static final WaitingReasons NONE = new WaitingReasons(Map.of());

  /** The tasks asked about, of those that wait; a manager explains no more in one call. */
  private static final int MAX_ASKED = 1000;
  /** Tasks named for a reason. */
  private static final int MAX_NAMED = 5;
  private static final long SECONDS = 10;

  private final Map<String, WaitingTask> byTask;

  private WaitingReasons(Map<String, WaitingTask> byTask) {
    this.byTask = byTask;
  }

  /** Asks the manager about those of the tasks that have no place yet; asks nothing when there are none. */
  public static WaitingReasons ask(Invocation in, List<Task> tasks) {
    List<String> waiting = tasks.stream().filter(WaitingReasons::mayWait).map(Task::getId).limit(MAX_ASKED).toList();
    if (waiting.isEmpty()) {
      return NONE;
    }
    try {
      return new WaitingReasons(in.waiting().withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
          .explainTasks(ExplainTasksRequest.newBuilder().addAllTaskIds(waiting).build()).getTasksList().stream()
          .collect(Collectors.toMap(WaitingTask::getTaskId, why -> why)));
    } catch (StatusRuntimeException unanswered) {
      if (unanswered.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        in.err().println("why tasks wait is not known: " + unanswered.getStatus().getDescription());
      }
      return NONE;
    }
  }

  private static boolean mayWait(Task task) {
    return task.getStatus().getStateValue() <= TaskState.PENDING_VALUE
        && task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
  }

  public Optional<WaitingTask> of(Task task) {
    return Optional.ofNullable(byTask.get(task.getId()));
  }

  /** The task for programs; one that waits has the reasons in it as {@code waiting}. */
  public String json(Task task) {
    return of(task).map(why -> Output.json(task, "waiting", why)).orElseGet(() -> Output.json(task));
  }

  /** A line for each reason, with the tasks that wait for it, below a list of tasks. */
  public void print(Invocation in, List<Task> tasks, Function<Task, String> name) {
    Map<String, List<Task>> byReason = tasks.stream().filter(task -> byTask.containsKey(task.getId()))
        .collect(Collectors.groupingBy(task -> line(byTask.get(task.getId())), LinkedHashMap::new,
            Collectors.toList()));
    if (!byReason.isEmpty()) {
      in.out().println();
      in.out().println("===> Waiting");
      byReason.forEach((reason, waiting) -> in.out().println(names(waiting, name) + ": " + reason));
    }
  }

  private static String line(WaitingTask why) {
    return why.getText() + (why.getHint().isEmpty() ? "" : " (" + why.getHint() + ")");
  }

  private static String names(List<Task> tasks, Function<Task, String> name) {
    String named = tasks.stream().limit(MAX_NAMED).map(name).collect(Collectors.joining(", "));
    int more = tasks.size() - MAX_NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }
}
