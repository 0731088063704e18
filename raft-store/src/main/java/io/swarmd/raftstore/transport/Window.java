package io.swarmd.raftstore.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.util.Timestamp;

/** The requests sent to one follower and not answered yet. Guarded by its owner's lock. */
final class Window {

  /** Batches of entries in flight to one follower; more wait in the log. */
  static final int MAX_BATCHES = 32;
  /** Bytes of entries in flight to one follower; one batch more may go beyond it. */
  static final long MAX_BYTES = 8L << 20;

  /** A request on its way; the first index is {@link RaftLog#INVALID_LOG_INDEX} for a heartbeat. */
  record Sent(long firstIndex, int bytes, Timestamp at) {
    boolean heartbeat() {
      return firstIndex == RaftLog.INVALID_LOG_INDEX;
    }
  }

  private final Map<Long, Sent> batches = new LinkedHashMap<>();
  private final Map<Long, Sent> heartbeats = new LinkedHashMap<>();
  private long bytes;

  void sent(AppendEntriesRequestProto request) {
    boolean heartbeat = request.getEntriesCount() == 0;
    Sent sent = new Sent(heartbeat ? RaftLog.INVALID_LOG_INDEX : request.getEntries(0).getIndex(),
        heartbeat ? 0 : request.getSerializedSize(), Timestamp.currentTime());
    (heartbeat ? heartbeats : batches).put(request.getServerRequest().getCallId(), sent);
    bytes += sent.bytes();
  }

  /** Takes out what was answered; empty for a request given up before. */
  Optional<Sent> answered(long callId, boolean heartbeat) {
    Sent sent = (heartbeat ? heartbeats : batches).remove(callId);
    if (sent != null) {
      bytes -= sent.bytes();
    }
    return Optional.ofNullable(sent);
  }

  boolean hasBatches() {
    return !batches.isEmpty();
  }

  boolean full() {
    return batches.size() >= MAX_BATCHES || bytes >= MAX_BYTES;
  }

  /** The first index in flight. */
  Optional<Long> firstIndex() {
    return batches.values().stream().findFirst().map(Sent::firstIndex);
  }

  /** Whether the oldest heartbeat, or ten times longer the oldest batch, waits for more than this for its answer. */
  boolean overdue(long millis) {
    return oldest(heartbeats) > millis || oldest(batches) > 10 * millis;
  }

  private static long oldest(Map<Long, Sent> requests) {
    return requests.values().stream().findFirst().map(sent -> sent.at().elapsedTimeMs()).orElse(0L);
  }

  void clear() {
    batches.clear();
    heartbeats.clear();
    bytes = 0;
  }
}
