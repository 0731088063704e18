package io.swarmd.bench.worker;

import com.google.protobuf.Timestamp;
import io.swarmd.api.Assignment;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one worker was assigned and has to say about it: a task wanted running runs, one wanted ready is ready, any
 * other is shut down. Holds at most one report for a task, the latest. Not thread-safe.
 */
final class TaskReports {

  private static final Set<TaskState> ENDED = Set.of(TaskState.COMPLETE, TaskState.SHUTDOWN, TaskState.FAILED);

  private final Map<String, TaskState> reached = new HashMap<>();
  private final Map<String, TaskState> waiting = new LinkedHashMap<>();

  void apply(AssignmentsMessage message) {
    if (message.getType() == AssignmentsMessage.Type.COMPLETE) {
      Set<String> named = new HashSet<>();
      message.getChangesList().forEach(change -> named.add(change.getAssignment().getTask().getId()));
      reached.keySet().retainAll(named);
      waiting.keySet().retainAll(named);
    }
    message.getChangesList().forEach(this::apply);
  }

  private void apply(AssignmentChange change) {
    if (change.getAssignment().getItemCase() != Assignment.ItemCase.TASK) {
      return;
    }
    Task task = change.getAssignment().getTask();
    if (change.getAction() == AssignmentChange.AssignmentAction.REMOVE) {
      reached.remove(task.getId());
      waiting.remove(task.getId());
      return;
    }
    TaskState answer = answer(task.getDesiredState());
    TaskState before = reached.get(task.getId());
    if (before == null || before.getNumber() < answer.getNumber()) {
      reached.put(task.getId(), answer);
      if (task.getStatus().getState().getNumber() < answer.getNumber()) {
        waiting.put(task.getId(), answer);
      }
    }
  }

  private static TaskState answer(TaskState desired) {
    return switch (desired) {
      case READY, RUNNING, COMPLETE -> desired;
      default -> desired.getNumber() < TaskState.READY.getNumber() ? TaskState.ACCEPTED : TaskState.SHUTDOWN;
    };
  }

  /** Takes up to so many reports, oldest first. */
  List<TaskStatusUpdate> take(int most, Instant now) {
    List<TaskStatusUpdate> taken = new ArrayList<>();
    Timestamp moment = Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
    for (var entries = waiting.entrySet().iterator(); entries.hasNext() && taken.size() < most; entries.remove()) {
      Map.Entry<String, TaskState> next = entries.next();
      taken.add(TaskStatusUpdate.newBuilder().setTaskId(next.getKey())
          .setStatus(TaskStatus.newBuilder().setTimestamp(moment).setState(next.getValue()).setMessage("hollow"))
          .build());
    }
    return taken;
  }

  /** Says these again, unless something newer is to be said. */
  void putBack(List<TaskStatusUpdate> unheard) {
    unheard.stream().filter(update -> reached.containsKey(update.getTaskId()))
        .forEach(update -> waiting.putIfAbsent(update.getTaskId(), update.getStatus().getState()));
  }

  /** Tasks assigned that have not ended. */
  int live() {
    return (int) reached.values().stream().filter(state -> !ENDED.contains(state)).count();
  }
}
