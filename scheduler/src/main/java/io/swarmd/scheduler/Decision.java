package io.swarmd.scheduler;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.model.resource.Available;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.model.time.WireTime;
import io.swarmd.scheduler.filter.ReadyFilter;
import io.swarmd.scheduler.host.Host;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.List;

/** What the scheduler may decide about a task, as the task then reads (scheduling sheet, 1.4, 1.5 and 1.7). */
final class Decision {

  private Decision() {}

  /** The task, which had no node, on this one. */
  static Task assign(Task task, Host host, Instant now) {
    return onNode(task, host, "scheduler assigned task to node", now);
  }

  /** The task, which came with this node, allowed to run there. */
  static Task confirm(Task task, Host host, Instant now) {
    return onNode(task, host, "scheduler confirmed task can run on preassigned node", now);
  }

  /** The task left waiting, with the reason. */
  static Task explain(Task task, String reason, Instant now) {
    return task.toBuilder()
        .setStatus(task.getStatus().toBuilder().setTimestamp(WireTime.timestamp(now)).setErr(reason))
        .build();
  }

  /** A task told to stop before it had a node, stopped. */
  static Task stop(Task task, Instant now) {
    return task.toBuilder()
        .setStatus(task.getStatus().toBuilder()
            .setState(TaskState.SHUTDOWN).setTimestamp(WireTime.timestamp(now)).clearErr())
        .build();
  }

  /**
   * The unit that writes a placed task, provided its node is still open for tasks and what the filters saw of it is
   * still so: labels that change meanwhile would leave the task where its constraints do not allow it.
   */
  static Unit placement(Task placed, Node seen) {
    return Unit.of(placed.getId(),
        new Unit.Require("node is available for new tasks and as it was when it was chosen",
            view -> view.get(Table.NODE, seen.getId())
                .filter(node -> ReadyFilter.ready(node) && sameForFilters(seen, node)).isPresent()),
        new Unit.Update<>(Table.TASK, placed));
  }

  private static boolean sameForFilters(Node seen, Node now) {
    return seen == now || seen.getSpec().equals(now.getSpec()) && seen.getDescription().equals(now.getDescription())
        && seen.getRole() == now.getRole() && seen.getStatus().getAddr().equals(now.getStatus().getAddr());
  }

  private static Task onNode(Task task, Host host, String message, Instant now) {
    List<GenericResource> claimed = GenericResources.claim(host.available().generic(),
        Available.reservedBy(task.getSpec()).getGenericList());
    return task.toBuilder()
        .setNodeId(host.id())
        .clearAssignedGenericResources()
        .addAllAssignedGenericResources(claimed)
        .setStatus(TaskStatus.newBuilder().setState(TaskState.ASSIGNED).setMessage(message)
            .setTimestamp(WireTime.timestamp(now)))
        .build();
  }
}
