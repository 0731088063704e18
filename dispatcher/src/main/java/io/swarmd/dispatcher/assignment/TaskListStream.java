package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Task;
import io.swarmd.api.TasksMessage;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.StoreView;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * One open Tasks stream, the way of old agents (dispatch sheet, 2.5): all tasks in each message, no secrets or configs.
 */
public final class TaskListStream implements TaskStream {

  private final Outlet<TasksMessage> outlet;
  private final NodeTasks tasks = new NodeTasks();
  private final Pace pace;
  private int waiting;

  public TaskListStream(
      Outlet<TasksMessage> outlet, Environment environment, EventLoop loop, PaceLimits limits) {
    this.outlet = outlet;
    this.pace = new Pace(environment, loop, limits, outlet::ready, this::send);
  }

  @Override
  public void open(Collection<Task> now, StoreView view) {
    now.forEach(tasks::put);
    send();
  }

  @Override
  public void put(Task task, StoreView view) {
    if (tasks.put(task)) {
      waiting++;
    }
  }

  @Override
  public void remove(String taskId) {
    if (tasks.remove(taskId)) {
      waiting++;
    }
  }

  @Override
  public void replace(Collection<Task> now, StoreView view) {
    now.forEach(task -> put(task, view));
    tasks.without(now.stream().map(Task::getId).collect(Collectors.toSet())).forEach(this::remove);
  }

  @Override
  public void flush() {
    pace.waiting(waiting);
  }

  @Override
  public void end(Refusal why) {
    pace.stop();
    outlet.fail(why);
  }

  @Override
  public void cancelled() {
    pace.stop();
  }

  private void send() {
    waiting = 0;
    outlet.send(TasksMessage.newBuilder().addAllTasks(tasks.all()).build());
    pace.sent();
  }
}
