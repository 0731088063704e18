package io.swarmd.dispatcher;

import io.swarmd.dispatcher.session.HeartbeatPeriod;
import io.swarmd.dispatcher.session.Lease;
import io.swarmd.dispatcher.session.RegistrationLimit;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.dispatcher.write.NodeStatusChange;
import io.swarmd.dispatcher.write.WriteQueue;
import io.swarmd.model.id.ObjectId;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes are present (dispatch sheet, 1.5 and 1.6). {@link #beat} may come from any thread and touches only the
 * node's lease; the rest belongs to the dispatcher's loop.
 */
final class Presence {

  private static final Logger log = LoggerFactory.getLogger(Presence.class);

  private final Surroundings at;
  private final NodeRegistry registry;
  private final SessionBoard board;
  private final DownNodes downNodes;
  private final WriteQueue<NodeStatusChange> nodeWrites;
  private volatile Duration period;

  Presence(Surroundings at, NodeRegistry registry, SessionBoard board, DownNodes downNodes,
      WriteQueue<NodeStatusChange> nodeWrites) {
    this.at = at;
    this.registry = registry;
    this.board = board;
    this.downNodes = downNodes;
    this.nodeWrites = nodeWrites;
    this.period = at.settings().defaultHeartbeat();
  }

  /** The base of periods picked from now on; leases that run keep their length. */
  void period(Duration base) {
    period = base;
  }

  /** Renews the node's lease and says within what time the next beat is due. */
  Duration beat(NodeRecord record) {
    Duration next = HeartbeatPeriod.pick(period, at.environment().random());
    if (!record.lease().renew(deadline(next, at.settings().graceMultiplier()))) {
      throw new Refusal(Refusal.Reason.NODE_NOT_REGISTERED);
    }
    return next;
  }

  /** Waits for a node that may still be there since before this leadership. */
  void expectReturn(String nodeId) {
    int multiplier = at.settings().unknownGraceMultiplier();
    RegistrationLimit limit = new RegistrationLimit(0, at.environment().monotonicNanos());
    begin(new NodeRecord(nodeId, "", new Lease(deadline(pick(), multiplier)), limit));
    nodeWrites.submit(nodeId, NodeStatusChange.leadershipChanged());
  }

  /** Begins a session, which ends the node's earlier one. */
  NodeRecord register(String nodeId) {
    long now = at.environment().monotonicNanos();
    RegistrationLimit limit =
        registry.find(nodeId).map(NodeRecord::limit).orElseGet(() -> new RegistrationLimit(0, now));
    Lease lease = new Lease(deadline(pick(), at.settings().graceMultiplier()));
    NodeRecord record = new NodeRecord(nodeId, ObjectId.next(at.environment().random()), lease, limit);
    registry.find(nodeId).map(NodeRecord::takeovers).ifPresent(record::takeovers);
    return begin(record);
  }

  private NodeRecord begin(NodeRecord record) {
    registry.put(record).ifPresent(earlier -> earlier.end(new Refusal(Refusal.Reason.SESSION_INVALID)));
    check(record);
    return record;
  }

  private void check(NodeRecord record) {
    if (!registry.isCurrent(record)) {
      return;
    }
    switch (record.lease().check(at.environment().monotonicNanos(), period)) {
      case Lease.Verdict.AskAgain(Duration in) -> record.leaseTimer(at.loop().schedule(in, () -> check(record)));
      case Lease.Verdict.Expired() -> down(record);
    }
  }

  private void down(NodeRecord record) {
    String nodeId = record.nodeId();
    Instant now = at.environment().now();
    NodeStatusChange change =
        record.isRegistered() ? NodeStatusChange.silent(now) : NodeStatusChange.neverReturned(now);
    log.info("node {} is down: {}", nodeId, change.message());
    registry.remove(record);
    downNodes.add(nodeId, now);
    nodeWrites.submit(nodeId, change).whenComplete((found, failure) ->
        board.farewell(record, new Refusal(Refusal.Reason.NODE_NOT_REGISTERED)));
  }

  private Duration pick() {
    return HeartbeatPeriod.pick(period, at.environment().random());
  }

  private long deadline(Duration picked, int multiplier) {
    return at.environment().monotonicNanos() + picked.multipliedBy(multiplier).toNanos();
  }
}
