package io.swarmd.dispatcher.assignment;

import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Task;
import io.swarmd.dispatcher.secret.ProvidedSecrets;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.StoreView;
import java.util.Collection;
import java.util.List;

/**
 * One open Assignments stream (dispatch sheet, 2.1): everything first, then differences, each naming the message it
 * follows.
 */
public final class AssignmentStream implements TaskStream {

  private final Outlet<AssignmentsMessage> outlet;
  private final int changesPerMessage;
  private final AssignmentSet set;
  private final Pace pace;
  private long messages;

  public AssignmentStream(
      Outlet<AssignmentsMessage> outlet, Environment environment, EventLoop loop, PaceLimits limits,
      ProvidedSecrets provided) {
    this.outlet = outlet;
    this.set = new AssignmentSet(provided);
    this.changesPerMessage = limits.changes();
    this.pace = new Pace(environment, loop, limits, outlet::ready, this::sendWaiting);
  }

  @Override
  public void open(Collection<Task> tasks, StoreView view) {
    set.replace(tasks, view);
    send(AssignmentsMessage.Type.COMPLETE, set.take(Integer.MAX_VALUE));
  }

  @Override
  public void put(Task task, StoreView view) {
    set.put(task, view);
  }

  @Override
  public void remove(String taskId) {
    set.remove(taskId);
  }

  @Override
  public void replace(Collection<Task> tasks, StoreView view) {
    set.replace(tasks, view);
  }

  @Override
  public void flush() {
    pace.waiting(set.waiting());
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

  private void sendWaiting() {
    while (set.waiting() > 0 && outlet.ready()) {
      send(AssignmentsMessage.Type.INCREMENTAL, set.take(changesPerMessage));
    }
  }

  private void send(AssignmentsMessage.Type type, List<AssignmentChange> changes) {
    String appliesTo = messages == 0 ? "" : Long.toString(messages);
    messages++;
    outlet.send(AssignmentsMessage.newBuilder()
        .setType(type)
        .setAppliesTo(appliesTo)
        .setResultsIn(Long.toString(messages))
        .addAllChanges(changes)
        .build());
    pace.sent();
  }
}
