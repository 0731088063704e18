package io.swarmd.raftstore;

import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.ReplicatedLog.Entry;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.server.RaftServer;

/**
 * Appends entries in order, for one thread (A1). What cannot succeed is refused before Ratis sees it, because Ratis
 * makes the leader step down, or loses a permit, over it (A4). Each leadership writes as a client of its own, or an
 * entry could be taken for one already written (A6).
 */
final class Proposer {

  /** Entries appended and not applied yet; the next waits. Far below Ratis' own limit of 4096. */
  static final int MAX_IN_FLIGHT = 512;

  private final RaftNode node;
  private final Sealer sealer;
  private final String clusterId;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private long clientTerm = -1;
  private ClientId client = ClientId.randomId();
  private long callId;

  Proposer(RaftNode node, Sealer sealer, String clusterId) {
    this.node = node;
    this.sealer = sealer;
    this.clusterId = clusterId;
  }

  CompletableFuture<Void> append(Entry entry) {
    if (entry.bytes().length > ReplicatedLog.MAX_ENTRY_BYTES) {
      return refused("an entry of " + entry.bytes().length + " bytes is over the limit of "
          + ReplicatedLog.MAX_ENTRY_BYTES);
    }
    RaftNode.Running running = node.running().orElse(null);
    if (running == null || !running.leadsIn(entry.term())) {
      return refused("this manager does not lead in term " + entry.term());
    }
    SealedEntry sealed =
        SealedEntry.seal(sealer, clusterId, entry.term(), entry.baseVersion(), entry.bytes());
    inFlight.acquireUninterruptibly();
    CompletableFuture<Void> result = submit(running.server(), request(running, new Proposal(entry, sealed.toBytes())));
    result.whenComplete((done, failure) -> inFlight.release());
    return result;
  }

  private RaftClientRequest request(RaftNode.Running running, Proposal proposal) {
    if (proposal.entry().term() != clientTerm) {
      clientTerm = proposal.entry().term();
      client = ClientId.randomId();
    }
    return RaftClientRequest.newBuilder().setClientId(client).setCallId(++callId)
        .setServerId(running.server().getId()).setGroupId(running.groupId())
        .setType(RaftClientRequest.writeRequestType()).setMessage(proposal).build();
  }

  private static CompletableFuture<Void> submit(RaftServer server, RaftClientRequest request) {
    try {
      return server.submitClientRequestAsync(request).thenCompose(Proposer::outcome);
    } catch (IOException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static CompletableFuture<Void> outcome(RaftClientReply reply) {
    if (!reply.isSuccess()) {
      return CompletableFuture.failedFuture(reply.getException());
    }
    if (reply.getMessage() != null
        && reply.getMessage().getContent().equals(LogStateMachine.SKIPPED.getContent())) {
      return refused("the entry was appended in another term and skipped");
    }
    return CompletableFuture.completedFuture(null);
  }

  private static CompletableFuture<Void> refused(String why) {
    return CompletableFuture.failedFuture(new IOException(why));
  }
}
