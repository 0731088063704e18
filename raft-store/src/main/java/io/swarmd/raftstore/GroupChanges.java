package io.swarmd.raftstore;

import io.swarmd.loop.EventLoop;
import io.swarmd.raftstore.transport.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.apache.ratis.rpc.CallId;

/**
 * Changes of the group, one at a time, by the leader. What failed only because Ratis is still busy with an earlier
 * change, or because the old leader was elected again, is repeated a few times.
 */
final class GroupChanges {

  private static final int MAX_TRIES = 20;
  private static final int MAX_TRANSFERS = 3;
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  private final RaftNode node;
  private final EventLoop loop;
  private final Duration transferTimeout;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  GroupChanges(RaftNode node, EventLoop loop, Duration transferTimeout) {
    this.node = node;
    this.loop = loop;
    this.transferTimeout = transferTimeout;
  }

  /** Adding stages the newcomer: it gets the log first and a vote when it has caught up. */
  CompletableFuture<Void> add(PeerId peer, String address) {
    return reconfigure("add " + peer, peers -> {
      List<RaftPeer> more = new ArrayList<>(peers);
      if (find(peers, peer.raftId()).isEmpty()) {
        more.add(RaftPeer.newBuilder().setId(peer.toRatis()).setAddress(address)
            .setPriority(peers.getFirst().getPriority()).build());
      }
      return more;
    });
  }

  CompletableFuture<Void> remove(long raftId) {
    return reconfigure("remove " + Long.toHexString(raftId),
        peers -> peers.stream().filter(peer -> raftId(peer) != raftId).toList());
  }

  /**
   * Ratis takes a configuration in which only an address differs for the same one; so all priorities change with it,
   * and stay equal.
   */
  CompletableFuture<Void> move(long raftId, String address) {
    return reconfigure("move " + Long.toHexString(raftId), peers -> {
      if (find(peers, raftId).map(RaftPeer::getAddress).filter(address::equals).isPresent()) {
        return peers;
      }
      int priority = peers.getFirst().getPriority() == 0 ? 1 : 0;
      return peers.stream().map(peer -> RaftPeer.newBuilder(peer).setPriority(priority)
          .setAddress(raftId(peer) == raftId ? address : peer.getAddress()).build()).toList();
    });
  }

  CompletableFuture<Void> transfer(long raftId) {
    return inTurn(() -> transfer(raftId, MAX_TRANSFERS));
  }

  private CompletableFuture<Void> transfer(long raftId, int tries) {
    RaftNode.Running running = leader();
    RaftPeer target = find(List.copyOf(running.division().getRaftConf().getAllPeers()), raftId)
        .orElseThrow(() -> new CompletionException(
            new IOException("raft: member " + Long.toHexString(raftId) + " not found")));
    TransferLeadershipRequest request = new TransferLeadershipRequest(ClientId.randomId(),
        running.server().getId(), running.groupId(), CallId.getAndIncrement(), target.getId(),
        transferTimeout.toMillis());
    return asked(() -> running.server().transferLeadershipAsync(request)).exceptionallyCompose(failure ->
        tries > 1 && cause(failure) instanceof TransferLeadershipException
            ? later(() -> transfer(raftId, tries - 1))
            : CompletableFuture.failedFuture(failed("transfer leadership to " + Long.toHexString(raftId), failure)));
  }

  /** Gives up leadership, to whoever is elected then. */
  CompletableFuture<Void> stepDown() {
    return inTurn(() -> {
      RaftNode.Running running = leader();
      TransferLeadershipRequest request = new TransferLeadershipRequest(ClientId.randomId(),
          running.server().getId(), running.groupId(), CallId.getAndIncrement(), null, transferTimeout.toMillis());
      return asked(() -> running.server().transferLeadershipAsync(request))
          .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed("step down", failure)));
    });
  }

  private CompletableFuture<Void> reconfigure(String what, UnaryOperator<List<RaftPeer>> change) {
    return inTurn(() -> reconfigure(what, change, MAX_TRIES));
  }

  private CompletableFuture<Void> reconfigure(String what, UnaryOperator<List<RaftPeer>> change, int tries) {
    RaftNode.Running running = leader();
    List<RaftPeer> peers = List.copyOf(running.division().getRaftConf().getAllPeers());
    SetConfigurationRequest request = new SetConfigurationRequest(ClientId.randomId(), running.server().getId(),
        running.groupId(), CallId.getAndIncrement(), SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(peers).setServersInNewConf(change.apply(peers)).build());
    return asked(() -> running.server().setConfigurationAsync(request)).exceptionallyCompose(failure ->
        tries > 1 && (cause(failure) instanceof ReconfigurationInProgressException
            || cause(failure) instanceof LeaderNotReadyException)
            ? later(() -> reconfigure(what, change, tries - 1))
            : CompletableFuture.failedFuture(failed(what, failure)));
  }

  private RaftNode.Running leader() {
    return node.running().filter(running -> running.info().isLeader()).orElseThrow(() -> new CompletionException(
        new IOException("raft: failed to process the request: node lost leader status")));
  }

  @FunctionalInterface
  private interface Call {
    CompletableFuture<RaftClientReply> run() throws IOException;
  }

  private static CompletableFuture<Void> asked(Call call) {
    try {
      return call.run().thenCompose(reply -> reply.isSuccess()
          ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(reply.getException()));
    } catch (IOException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Runs on the loop after what was asked before is over. */
  private synchronized CompletableFuture<Void> inTurn(Supplier<CompletableFuture<Void>> change) {
    last = last.handle((done, failure) -> null).thenComposeAsync(done -> change.get(), loop);
    return last;
  }

  private CompletableFuture<Void> later(Supplier<CompletableFuture<Void>> change) {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    loop.schedule(RETRY_PAUSE, () -> begun.complete(null));
    return begun.thenCompose(now -> change.get());
  }

  private static IOException failed(String what, Throwable failure) {
    return new IOException("raft: cannot " + what + ": " + cause(failure).getMessage(), cause(failure));
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Optional<RaftPeer> find(List<RaftPeer> peers, long raftId) {
    return peers.stream().filter(peer -> raftId(peer) == raftId).findFirst();
  }

  private static long raftId(RaftPeer peer) {
    return PeerId.of(peer.getId()).raftId();
  }
}
