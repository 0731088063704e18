package io.swarmd.dispatcher;

import io.swarmd.dispatcher.assignment.TaskStream;
import io.swarmd.dispatcher.session.Lease;
import io.swarmd.dispatcher.session.RegistrationLimit;
import io.swarmd.dispatcher.session.SessionStream;
import io.swarmd.dispatcher.session.Takeovers;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One node in this leadership: either not heard of yet (no session id), or with its session. A new registration makes a
 * new record. Id and lease are read by any thread, the rest belongs to the dispatcher's loop.
 */
final class NodeRecord {

  /** How many streams of each kind a session may hold open; a reconnecting node has two for a moment. */
  static final int MAX_STREAMS = 8;

  private final String nodeId;
  private final String sessionId;
  private final Lease lease;
  private final Set<SessionStream> sessionStreams = new LinkedHashSet<>();
  private final Set<TaskStream> taskStreams = new LinkedHashSet<>();
  private RegistrationLimit limit;
  private Takeovers takeovers = Takeovers.NONE;
  private Timer leaseTimer = () -> {};

  NodeRecord(String nodeId, String sessionId, Lease lease, RegistrationLimit limit) {
    this.nodeId = nodeId;
    this.sessionId = sessionId;
    this.lease = lease;
    this.limit = limit;
  }

  String nodeId() {
    return nodeId;
  }

  String sessionId() {
    return sessionId;
  }

  boolean isRegistered() {
    return !sessionId.isEmpty();
  }

  boolean hasSession(String id) {
    return isRegistered() && sessionId.equals(id);
  }

  Lease lease() {
    return lease;
  }

  RegistrationLimit limit() {
    return limit;
  }

  void limit(RegistrationLimit now) {
    limit = now;
  }

  Takeovers takeovers() {
    return takeovers;
  }

  void takeovers(Takeovers now) {
    takeovers = now;
  }

  void leaseTimer(Timer timer) {
    leaseTimer = timer;
  }

  /** The streams that hear of the node, the cluster and the managers. */
  List<SessionStream> sessionStreams() {
    return List.copyOf(sessionStreams);
  }

  /** Whether a process holds the session now: its stream is open, and it has not been silent too long. */
  boolean isHeld() {
    return isRegistered() && !sessionStreams.isEmpty() && !lease.isOver();
  }

  /** The streams that hear of tasks. */
  Set<TaskStream> taskStreams() {
    return taskStreams;
  }

  void add(SessionStream stream) {
    requireRoom(sessionStreams);
    sessionStreams.add(stream);
  }

  void add(TaskStream stream) {
    requireRoom(taskStreams);
    taskStreams.add(stream);
  }

  void remove(SessionStream stream) {
    sessionStreams.remove(stream);
  }

  void remove(TaskStream stream) {
    taskStreams.remove(stream);
    stream.cancelled();
  }

  /** Ends lease and streams; session streams end as told. */
  void end(Refusal why, Consumer<SessionStream> endSession) {
    lease.end();
    leaseTimer.cancel();
    List<TaskStream> open = new ArrayList<>(taskStreams);
    taskStreams.clear();
    open.forEach(stream -> stream.end(why));
    sessionStreams().forEach(endSession);
    sessionStreams.clear();
  }

  /** Ends lease and streams. */
  void end(Refusal why) {
    end(why, stream -> stream.end(why));
  }

  private static void requireRoom(Set<?> streams) {
    if (streams.size() >= MAX_STREAMS) {
      throw new Refusal(Refusal.Reason.TOO_MANY_STREAMS);
    }
  }
}
