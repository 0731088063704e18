package io.swarmd.raftstore;

import io.swarmd.loop.EventLoop;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Position;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.store.ReplicatedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;

/** The store's log, on Ratis. */
final class RatisLog implements ReplicatedLog {

  private final RaftNode node;
  private final StateKeeper keeper;
  private final Proposer proposer;
  private final EventLoop watch;
  private final ClientId reader = ClientId.randomId();
  private final AtomicLong reads = new AtomicLong();
  private volatile Receiver receiver;
  private volatile Leadership leadership;

  RatisLog(RaftNode node, StateKeeper keeper, Sealer sealer, String clusterId, EventLoop watch) {
    this.node = node;
    this.keeper = keeper;
    this.watch = watch;
    this.proposer = new Proposer(node, sealer, clusterId);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException with one clear line when log or state cannot be used
   */
  @Override
  public void start(Listener listener) {
    receiver = new Receiver(listener);
    Position position = keeper.applied();
    try {
      keeper.read(objects -> receiver.installed(position.version(), position.digest(), objects));
      keeper.start();
      leadership = new Leadership(node, receiver);
      node.start(receiver);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure.getMessage(), failure);
    }
  }

  /** Looks whether leadership was won or lost; on the watch loop. */
  void look() {
    Leadership started = leadership;
    if (started != null) {
      started.look();
      node.look();
    }
  }

  /** The state can no longer be kept on disk. */
  void failed(Throwable cause) {
    Receiver started = receiver;
    if (started != null) {
      started.failed(cause);
    }
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
    return proposer.append(entry);
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    RaftNode.Running running = node.running().orElse(null);
    if (running == null) {
      return CompletableFuture.failedFuture(new IOException("this manager is not part of the group yet"));
    }
    if (running.info().isLeader() && !running.info().isLeaderReady()) {
      // A group of one would answer with what was committed before its restart.
      return CompletableFuture.failedFuture(new IOException("this manager has only just become the leader"));
    }
    RaftClientRequest read = RaftClientRequest.newBuilder().setClientId(reader).setCallId(reads.incrementAndGet())
        .setServerId(running.server().getId()).setGroupId(running.groupId())
        .setType(RaftClientRequest.readRequestType()).setMessage(Message.EMPTY).build();
    try {
      return running.server().submitClientRequestAsync(read).thenCompose(reply -> reply.isSuccess()
          ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(reply.getException()));
    } catch (IOException | RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** Ends this member: the whole of {@link RaftLog#close}. */
  @Override
  public void close() {
    watch.close();
    try {
      node.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      keeper.close();
    }
  }
}
