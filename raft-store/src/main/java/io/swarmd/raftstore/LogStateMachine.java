package io.swarmd.raftstore;

import io.swarmd.raftstore.inspection.DurableMark;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Position;
import io.swarmd.raftstore.state.Snapshots;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.raftstore.state.WriteFailure;
import io.swarmd.store.ReplicatedLog.Applied;
import io.swarmd.store.group.MemberRemovedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;

/**
 * What Ratis applies entries to: opens each, hands it to the store, and lets the result be written behind. Made anew
 * for each Ratis server; the state it works on stays.
 */
final class LogStateMachine extends BaseStateMachine {

  /** The answer to an entry that was skipped: made in one term, appended in another. */
  static final Message SKIPPED = Message.valueOf("skipped");

  private final String clusterId;
  private final Sealer sealer;
  private final StateKeeper keeper;
  private final Snapshots snapshots;
  private final Receiver receiver;
  private final DurableMark mark;
  /** Called when role, leader or members may have changed; called inside Ratis' locks, so it only enqueues. */
  private final Runnable hint;
  private volatile RaftServer.Division division;
  /** Read by one thread, which also applies. */
  private long reportedSnapshot = RaftLog.INVALID_LOG_INDEX;

  LogStateMachine(String clusterId, Sealer sealer, StateKeeper keeper, Snapshots snapshots, Receiver receiver,
      DurableMark mark, Runnable hint) {
    this.clusterId = clusterId;
    this.sealer = sealer;
    this.keeper = keeper;
    this.snapshots = snapshots;
    this.receiver = receiver;
    this.mark = mark;
    this.hint = hint;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
    super.initialize(server, groupId, storage);
    getLifeCycle().startAndTransition(() -> snapshots.init(storage), IOException.class);
  }

  /** Known only once Ratis has made it; until then nothing is appended. */
  void use(RaftServer.Division made) {
    division = made;
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
    return TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request)
        .setStateMachineContext(request.getMessage()).build();
  }

  /**
   * The last net before the log (A4): here the term is exactly the one the entry gets. Any other exception would make
   * the leader step down, and each refusal costs a permit until the next term; so nothing is refused here as routine.
   */
  @Override
  public TransactionContext preAppendTransaction(TransactionContext transaction) throws StateMachineException {
    if (transaction.getStateMachineContext() instanceof Proposal proposal
        && proposal.entry().term() != division.getInfo().getCurrentTerm()) {
      throw new StateMachineException("the entry was made in another term", false);
    }
    return transaction;
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    try {
      return CompletableFuture.completedFuture(apply(entry, transaction.getStateMachineContext()));
    } catch (IOException refused) {
      receiver.failed(refused);
      throw new UncheckedIOException(refused);
    } catch (RuntimeException | Error failure) {
      receiver.failed(failure);
      throw failure;
    }
  }

  private Message apply(LogEntryProto logEntry, Object context) throws IOException {
    long term = logEntry.getTerm();
    long index = logEntry.getIndex();
    mark.acknowledging(term, index, this::synced);
    if (index <= keeper.applied().index()) {
      return Message.EMPTY;
    }
    SealedEntry entry = SealedEntry.of(logEntry.getStateMachineLogEntry().getLogData());
    if (entry.term() != term) {
      keeper.skip(term, index);
      return SKIPPED;
    }
    Proposal own = context instanceof Proposal proposal ? proposal : null;
    byte[] plain = own != null ? own.entry().bytes() : entry.open(sealer, clusterId);
    Applied applied = receiver.committed(term, index, plain, own != null ? own.entry().decoded() : null);
    keeper.apply(new Position(term, index, applied.version(), applied.digest()), applied.changes(), plain.length);
    return Message.EMPTY;
  }

  /** A majority without this member may have committed an entry that is not synced here yet. */
  private long synced() {
    return division.getRaftLog().getFlushIndex();
  }

  /** Told before entries are cut off the log. */
  @Override
  public DataApi data() {
    return new DataApi() {
      @Override
      public CompletableFuture<Void> truncate(long index) {
        try {
          mark.truncating(index);
          return CompletableFuture.completedFuture(null);
        } catch (IOException refused) {
          receiver.failed(refused);
          return CompletableFuture.failedFuture(refused);
        }
      }
    };
  }

  /** Configuration entries, which change nothing here, move the position too. */
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    if (index > keeper.applied().index()) {
      keeper.skip(term, index);
    }
  }

  @Override
  public TermIndex getLastAppliedTermIndex() {
    Position applied = keeper.applied();
    return TermIndex.valueOf(applied.term(), applied.index());
  }

  /** The index of a snapshot that was taken meanwhile, told once, for Ratis to cut its log; else none. */
  @Override
  public long takeSnapshot() {
    SnapshotInfo latest = snapshots.getLatestSnapshot();
    if (latest == null || latest.getIndex() <= reportedSnapshot) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    reportedSnapshot = latest.getIndex();
    return reportedSnapshot;
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return snapshots;
  }

  @Override
  public SnapshotInfo getLatestSnapshot() {
    return snapshots.getLatestSnapshot();
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    keeper.suspend();
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    try {
      keeper.restore();
      Position position = keeper.applied();
      keeper.read(objects -> receiver.installed(position.version(), position.digest(), objects));
      getLifeCycle().startAndTransition(() -> { });
    } catch (IOException | RuntimeException failure) {
      receiver.failed(failure);
      throw failure;
    }
  }

  /** Nothing is asked of the state through Ratis but whether it has come far enough. */
  @Override
  public CompletableFuture<Message> query(Message request) {
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    hint.run();
  }

  @Override
  public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
    hint.run();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    hint.run();
  }

  @Override
  public void notifyLeaderReady() {
    hint.run();
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto failedEntry) {
    receiver.failed(WriteFailure.of(mark.directory(), "the Raft log", cause));
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServers) {
    receiver.failed(allServers ? new IOException("the Raft server was shut down") : new MemberRemovedException());
  }
}
