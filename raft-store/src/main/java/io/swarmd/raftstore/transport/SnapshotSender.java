package io.swarmd.raftstore.transport;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a snapshot to one follower, chunk by chunk, with heartbeats in between when a chunk takes long. */
final class SnapshotSender {

  private static final Logger log = LoggerFactory.getLogger(SnapshotSender.class);

  private final StreamAppender appender;
  private final Outgoing outgoing;

  SnapshotSender(StreamAppender appender, Outgoing outgoing) {
    this.appender = appender;
    this.outgoing = outgoing;
  }

  /** Whether the follower has all of it now; else it is to be tried again later. */
  boolean send(SnapshotInfo snapshot) throws InterruptedException, IOException {
    log.info("{}: sends snapshot {}", appender, snapshot.getTermIndex());
    try {
      for (InstallSnapshotRequestProto chunk
          : appender.newInstallSnapshotRequests(UUID.randomUUID().toString(), snapshot)) {
        InstallSnapshotReplyProto reply = deliver(chunk);
        appender.getFollower().updateLastRpcResponseTime();
        switch (reply.getResult()) {
          case SUCCESS, IN_PROGRESS -> { }
          case ALREADY_INSTALLED -> {
            return installed(snapshot);
          }
          case NOT_LEADER -> {
            appender.onFollowerTerm(reply.getTerm());
            return false;
          }
          default -> {
            log.warn("{}: the follower answers {} to a snapshot", appender, reply.getResult());
            return false;
          }
        }
      }
      return installed(snapshot);
    } catch (ExecutionException | IllegalStateException failed) {
      log.warn("{}: sending snapshot {} failed: {}", appender, snapshot.getTermIndex(), failed.toString());
      return false;
    }
  }

  private InstallSnapshotReplyProto deliver(InstallSnapshotRequestProto chunk)
      throws InterruptedException, IOException, ExecutionException {
    appender.getFollower().updateLastRpcSendTime(false);
    CompletableFuture<InstallSnapshotReplyProto> reply = outgoing.installSnapshotAsync(chunk);
    reply.whenComplete((done, failure) -> appender.changed());
    while (!reply.isDone()) {
      if (!appender.isRunning()) {
        throw new IllegalStateException("this manager no longer leads");
      }
      appender.heartbeatIfDue();
      appender.await(appender.untilHeartbeat());
    }
    return reply.get();
  }

  /**
   * Goes on after the snapshot. The index is that of the snapshot sent: the answer that it was installed already
   * carries a chunk's number where the snapshot's index would be (Ratis sheet, 3, bug 3).
   */
  private boolean installed(SnapshotInfo snapshot) {
    FollowerInfo follower = appender.getFollower();
    long index = snapshot.getIndex();
    if (follower.getMatchIndex() < index) {
      follower.setSnapshotIndex(index);
    }
    follower.setAttemptedToInstallSnapshot();
    appender.getLeaderState().onFollowerCommitIndex(follower, index);
    appender.getLeaderState().onFollowerSuccessAppendEntries(follower);
    return true;
  }
}
