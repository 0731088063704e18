package io.swarmd.dispatcher;

import io.swarmd.api.NodeDescription;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.dispatcher.session.RegistrationLimit;
import io.swarmd.dispatcher.session.SessionStream;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.dispatcher.stream.StreamHandle;
import io.swarmd.dispatcher.write.NodeStatusChange;
import io.swarmd.dispatcher.write.WriteQueue;
import io.swarmd.store.Table;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions: resumes one still held, or registers the node anew (dispatch sheet, 1.2). On the loop. */
final class Registration {

  private static final Logger log = LoggerFactory.getLogger(Registration.class);

  /**
   * One call of Session.
   *
   * @param address the IP address the node was seen at
   */
  record Call(String nodeId, Optional<String> address, SessionRequest request, Outlet<SessionMessage> outlet,
      StreamHandle handle) {

    NodeStatusChange ready() {
      Optional<NodeDescription> description =
          request.hasDescription() ? Optional.of(request.getDescription()) : Optional.empty();
      return NodeStatusChange.ready(address, description);
    }
  }

  private final Surroundings at;
  private final NodeRegistry registry;
  private final Presence presence;
  private final SessionBoard board;
  private final DownNodes downNodes;
  private final WriteQueue<NodeStatusChange> nodeWrites;

  Registration(Surroundings at, NodeRegistry registry, Presence presence, SessionBoard board, DownNodes downNodes,
      WriteQueue<NodeStatusChange> nodeWrites) {
    this.at = at;
    this.registry = registry;
    this.presence = presence;
    this.board = board;
    this.downNodes = downNodes;
    this.nodeWrites = nodeWrites;
  }

  /**
   * Begins or resumes the session; the first message goes out once the node is stored as ready.
   *
   * @throws Refusal when the call is refused at once
   */
  void open(Call call) {
    Optional<NodeRecord> known = registry.find(call.nodeId());
    Optional<NodeRecord> held = known.filter(record -> record.hasSession(call.request().getSessionId()));
    if (held.isEmpty()) {
      known.ifPresent(this::admit);
      requireStored(call.nodeId());
    }
    nodeWrites.submit(call.nodeId(), call.ready()).whenComplete((found, failure) -> {
      try {
        attach(call, recordAfter(call, known, held, found, failure));
      } catch (Refusal refused) {
        call.outlet().fail(refused);
      }
    });
  }

  private NodeRecord recordAfter(Call call, Optional<NodeRecord> known, Optional<NodeRecord> held, Boolean found,
      Throwable failure) {
    if (failure != null) {
      throw failure instanceof Refusal refused ? refused : new Refusal(Refusal.Reason.NOT_STORED);
    }
    if (!found) {
      throw new Refusal(Refusal.Reason.NODE_NOT_FOUND);
    }
    if (held.isPresent()) {
      return registry.require(call.nodeId(), call.request().getSessionId());
    }
    requireNotDownMeanwhile(known);
    downNodes.remove(call.nodeId());
    return presence.register(call.nodeId());
  }

  private void admit(NodeRecord record) {
    if (record.isHeld()) {
      refuseSecond(record);
    }
    DispatcherSettings settings = at.settings();
    RegistrationLimit.Attempt attempt = record.limit().attempt(
        at.environment().monotonicNanos(), settings.registrationWindow(), settings.registrationLimit());
    record.limit(attempt.after());
    if (!attempt.admitted()) {
      throw Refusal.tooManyRegistrations(record.nodeId());
    }
    if (record.isHeld()) {
      record.takeovers(record.takeovers().andOne(at.environment().monotonicNanos()));
    }
  }

  /** The newest registration wins, until two processes have taken the session from each other some times. */
  private void refuseSecond(NodeRecord record) {
    long now = at.environment().monotonicNanos();
    if (record.takeovers().areEnough(now)) {
      record.takeovers(record.takeovers().andOne(now));
      Refusal refusal = Refusal.secondOfNode(record.nodeId());
      if (record.takeovers().justSettled()) {
        log.warn("{}", refusal.getMessage());
      }
      throw refusal;
    }
  }

  private void requireStored(String nodeId) {
    if (at.store().view().get(Table.NODE, nodeId).isEmpty()) {
      throw new Refusal(Refusal.Reason.NODE_NOT_FOUND);
    }
  }

  /** The node's lease may end while its registration is being stored: the node is then down, and must ask again. */
  private void requireNotDownMeanwhile(Optional<NodeRecord> known) {
    boolean wentDown = known.filter(record -> record.lease().isOver()).isPresent()
        && registry.find(known.get().nodeId()).isEmpty();
    if (wentDown) {
      throw new Refusal(Refusal.Reason.NODE_NOT_REGISTERED);
    }
  }

  private void attach(Call call, NodeRecord record) {
    if (call.handle().isCancelled()) {
      return;
    }
    SessionStream stream = new SessionStream(call.outlet());
    record.add(stream);
    call.handle().bind(stream::ready, () -> record.remove(stream));
    board.announce(record);
  }
}
