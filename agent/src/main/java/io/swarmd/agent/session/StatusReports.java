package io.swarmd.agent.session;

import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statuses that managers have yet to hear of (dispatch sheet, 3.7.2): at most one for each task, the latest. What
 * was sent in vain comes back unless a newer status has taken its place. Belongs to the session's loop.
 */
final class StatusReports {

  /** How many statuses go into one call. */
  static final int BATCH_MAX = 1024;

  private final LinkedHashMap<String, TaskStatus> pending = new LinkedHashMap<>();
  private Map<String, TaskStatus> underWay = Map.of();

  /** Takes a status; one lower than that already waiting is not believed. */
  void add(String taskId, TaskStatus status) {
    TaskStatus waiting = pending.get(taskId);
    if (waiting == null || waiting.getState().getNumber() <= status.getState().getNumber()) {
      pending.put(taskId, status);
    }
  }

  boolean isUnderWay() {
    return !underWay.isEmpty();
  }

  /** Whether there is nothing to send and nothing under way. */
  boolean isEmpty() {
    return pending.isEmpty() && underWay.isEmpty();
  }

  /** Takes the oldest of what waits, for one call; empty when nothing waits. */
  List<TaskStatusUpdate> take() {
    Map<String, TaskStatus> taken = new LinkedHashMap<>();
    List<TaskStatusUpdate> updates = new ArrayList<>();
    Iterator<Map.Entry<String, TaskStatus>> oldest = pending.entrySet().iterator();
    while (oldest.hasNext() && updates.size() < BATCH_MAX) {
      Map.Entry<String, TaskStatus> next = oldest.next();
      taken.put(next.getKey(), next.getValue());
      updates.add(TaskStatusUpdate.newBuilder().setTaskId(next.getKey()).setStatus(next.getValue()).build());
      oldest.remove();
    }
    underWay = taken;
    return updates;
  }

  void delivered() {
    underWay = Map.of();
  }

  void undelivered() {
    underWay.forEach(pending::putIfAbsent);
    underWay = Map.of();
  }
}
