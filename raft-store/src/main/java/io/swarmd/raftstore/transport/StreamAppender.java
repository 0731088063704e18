package io.swarmd.raftstore.transport;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one follower up to date, on a thread of its own. It greets with heartbeats until the follower answers, sends
 * the snapshot when the log no longer reaches back far enough, then batches of entries, several in flight. A batch goes
 * out at once when none is in flight; while some are, at most one per millisecond, so that batches grow under load
 * (Ratis sheet, 3, bug 1). Heartbeats go out only when due.
 */
final class StreamAppender extends LogAppenderBase implements EntryStreams.Listener {

  private static final Logger log = LoggerFactory.getLogger(StreamAppender.class);

  private static final long MAX_RETRY_PAUSE_MILLIS = 500;
  private static final long MAX_DISAGREEMENT_PAUSE_MILLIS = 100;
  /** How soon a follower hears that entries it holds are committed, when nothing else is sent to it. */
  private static final long COMMIT_NEWS_MILLIS = 25;

  private final Outgoing outgoing;
  private final SnapshotSender snapshots;
  private final AtomicLong callIds = new AtomicLong();
  private final WakeUp wakeUp = new WakeUp();
  /** Held wherever the follower's next index and the window change together. */
  private final Object lock = new Object();
  private final Window window = new Window();
  private volatile EntryStreams streams;
  private int failures;
  private int disagreements;
  /** When to connect again; heartbeats go on while only entries are held back. */
  private long reconnectAtNanos = System.nanoTime();
  private volatile long holdEntriesUntilNanos = System.nanoTime();

  StreamAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower, Outgoing outgoing) {
    super(server, leader, follower);
    this.outgoing = outgoing;
    this.snapshots = new SnapshotSender(this, outgoing);
  }

  @Override
  public void run() throws InterruptedException, IOException {
    try {
      while (isRunning()) {
        long pause = step();
        getLeaderState().checkHealth(getFollower());
        if (pause > 0) {
          wakeUp.await(pause);
        }
      }
    } finally {
      if (streams != null) {
        streams.end(new IllegalStateException("the appender has stopped"));
      }
    }
  }

  /** Does what can be done now; returns how long to wait for the next thing, in milliseconds. */
  private long step() throws InterruptedException, IOException {
    if (!connected()) {
      return Math.max(1, millisUntil(reconnectAtNanos));
    }
    heartbeatIfDue();
    if (!streams.answered()) {
      return untilHeartbeat();
    }
    long held = millisUntil(holdEntriesUntilNanos);
    if (held > 0) {
      return Math.min(held, untilHeartbeat());
    }
    failures = 0;
    SnapshotInfo snapshot = shouldInstallSnapshot();
    if (snapshot != null) {
      if (!snapshots.send(snapshot)) {
        holdEntries(MAX_RETRY_PAUSE_MILLIS);
      }
      return 0;
    }
    if (!hasAppendEntries() || windowFull() || !streams.ready()) {
      return untilHeartbeat();
    }
    long early = hasPendingDataRequests() ? getRemainingWaitTime().toLong(TimeUnit.MILLISECONDS) : 0;
    return early > 0 ? early : send(false) ? 0 : 1;
  }

  private static long millisUntil(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
  }

  private void holdEntries(long millis) {
    holdEntriesUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private boolean connected() {
    if (streams != null && streams.alive() && !overdue()) {
      return true;
    }
    if (streams != null) {
      giveUpStreams();
    }
    if (millisUntil(reconnectAtNanos) > 0) {
      return false;
    }
    try {
      PeerConnection connection = outgoing.peers().connection(getFollowerId());
      connection.reconnectNow();
      streams = new EntryStreams(this);
      streams.open(connection);
      return streams.alive();
    } catch (IOException unknown) {
      log.debug("{}: {}", this, unknown.getMessage());
      reconnectIn(MAX_RETRY_PAUSE_MILLIS);
      return false;
    }
  }

  private boolean overdue() {
    synchronized (lock) {
      return window.overdue(outgoing.timeout().toMillis());
    }
  }

  /** Forgets the streams; what was in flight on them is sent again. */
  private void giveUpStreams() {
    EntryStreams over = streams;
    over.end(new TimeoutException("no answer in time"));
    synchronized (lock) {
      streams = null;
      window.firstIndex().ifPresent(
          first -> getFollower().setNextIndex(Math.max(first, getFollower().getMatchIndex() + 1)));
      window.clear();
    }
    failures++;
    getFollower().getErrorState().updateErrorCount(true);
    log.debug("{}: streams ended: {}", this, String.valueOf(over.cause()));
    reconnectIn(Math.min(MAX_RETRY_PAUSE_MILLIS, 20L << Math.min(failures, 6)));
  }

  private void reconnectIn(long millis) {
    reconnectAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private boolean windowFull() {
    synchronized (lock) {
      return window.full();
    }
  }

  /** Sends a heartbeat when one is due. */
  void heartbeatIfDue() throws IOException {
    EntryStreams current = streams;
    if (untilHeartbeat() <= 0 && current != null && current.alive()) {
      send(true);
    }
  }

  /** Milliseconds until the next heartbeat is due. */
  long untilHeartbeat() {
    long due = getHeartbeatWaitTimeMs();
    if (due > COMMIT_NEWS_MILLIS && owesCommitNews()) {
      long sinceLast = getFollower().getLastHeartbeatSendTime().elapsedTimeMs();
      return Math.max(0, COMMIT_NEWS_MILLIS - sinceLast);
    }
    return due;
  }

  private boolean owesCommitNews() {
    return !hasPendingDataRequests() && !hasAppendEntries()
        && getFollower().getCommitIndex() < getRaftLog().getLastCommittedIndex();
  }

  /** Whether something went out; no batch does when the log has just been cut. */
  private boolean send(boolean heartbeat) throws IOException {
    EntryStreams current = streams;
    AppendEntriesRequestProto request;
    synchronized (lock) {
      request = newAppendEntriesRequest(callIds.getAndIncrement(), heartbeat);
      if (request == null) {
        return false;
      }
      window.sent(request);
      int entries = request.getEntriesCount();
      if (entries > 0) {
        getFollower().increaseNextIndex(request.getEntries(entries - 1).getIndex() + 1);
      }
    }
    resetHeartbeatTrigger();
    getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
    current.send(request);
    return true;
  }

  @Override
  public void replied(EntryStreams from, AppendEntriesReplyProto reply) {
    if (from != streams || !isRunning()) {
      return;
    }
    Optional<Window.Sent> sent;
    synchronized (lock) {
      sent = window.answered(reply.getServerReply().getCallId(), reply.getIsHearbeat());
      if (reply.getResult() == AppendEntriesReplyProto.AppendResult.INCONSISTENCY) {
        sent.ifPresent(request -> startOver(request, reply));
      }
    }
    getFollower().updateLastRpcResponseTime();
    sent.ifPresent(request -> getFollower().updateLastRespondedAppendEntriesSendTime(request.at()));
    conclude(reply);
    getLeaderState().onAppendEntriesReply(this, reply);
    wakeUp.signal();
  }

  /** The follower's log does not fit: all in flight was in vain. Answers to it that come yet find no request. */
  private void startOver(Window.Sent request, AppendEntriesReplyProto reply) {
    window.clear();
    getFollower().setNextIndex(getNextIndexForInconsistency(request.firstIndex(), reply.getNextIndex()));
    disagreements++;
    if (disagreements > 2) {
      holdEntries(Math.min(MAX_DISAGREEMENT_PAUSE_MILLIS, 5L * disagreements));
    }
  }

  private void conclude(AppendEntriesReplyProto reply) {
    switch (reply.getResult()) {
      case SUCCESS -> {
        disagreements = 0;
        getFollower().getErrorState().updateErrorCount(false);
        getLeaderState().onFollowerCommitIndex(getFollower(), reply.getFollowerCommit());
        if (getFollower().updateMatchIndex(matchIndex(reply))) {
          getFollower().updateNextIndex(matchIndex(reply) + 1);
          getLeaderState().onFollowerSuccessAppendEntries(getFollower());
        }
      }
      case NOT_LEADER -> onFollowerTerm(reply.getTerm());
      default -> log.debug("{}: {}", this, reply.getResult());
    }
  }

  private static long matchIndex(AppendEntriesReplyProto reply) {
    return reply.getIsHearbeat() ? RaftLog.INVALID_LOG_INDEX : reply.getMatchIndex();
  }

  @Override
  public void changed() {
    wakeUp.signal();
  }

  /** Waits for a signal, at most this long. */
  void await(long millis) throws InterruptedException {
    wakeUp.await(millis);
  }

  @Override
  public void notifyLogAppender() {
    wakeUp.signal();
  }

  @Override
  public boolean hasPendingDataRequests() {
    synchronized (lock) {
      return window.hasBatches();
    }
  }

  @Override
  public long getCallId() {
    return callIds.get();
  }

  @Override
  public Comparator<Long> getCallIdComparator() {
    return (left, right) -> Long.signum(left - right);
  }
}
