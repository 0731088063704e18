package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Snapshots;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.store.ReplicatedLog.Entry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.TransactionContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStateMachineTest {

  private static final String CLUSTER = "cluster0";

  @TempDir Path root;
  private final Sealer sealer = new Sealer(KeyRing.create());
  private final MapStore store = new MapStore();
  private StateKeeper keeper;
  private LogStateMachine machine;

  @BeforeEach
  void open() throws IOException {
    Snapshots snapshots = new Snapshots(root.resolve("sm"));
    keeper = new StateKeeper(root.resolve("state"), sealer, snapshots,
        new StateKeeper.SnapshotRule(Long.MAX_VALUE, Duration.ofDays(1)), failure -> { });
    keeper.start();
    machine = new LogStateMachine(CLUSTER, sealer, keeper, snapshots, new Receiver(store), () -> { });
    machine.use(inTerm(7));
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private static RaftServer.Division inTerm(long term) {
    DivisionInfo info = (DivisionInfo) Proxy.newProxyInstance(DivisionInfo.class.getClassLoader(),
        new Class<?>[] {DivisionInfo.class}, (proxy, method, arguments) -> term);
    return (RaftServer.Division) Proxy.newProxyInstance(DivisionInfo.class.getClassLoader(),
        new Class<?>[] {RaftServer.Division.class}, (proxy, method, arguments) -> info);
  }

  private TransactionContext committed(long logTerm, long index, Entry entry) {
    return TransactionContext.newBuilder().setStateMachine(machine).setServerRole(RaftPeerRole.FOLLOWER)
        .setLogEntry(LogEntryProto.newBuilder().setTerm(logTerm).setIndex(index)
            .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder().setLogData(sealed(entry).toBytes()))
            .build()).build();
  }

  private SealedEntry sealed(Entry entry) {
    return SealedEntry.seal(sealer, CLUSTER, entry.term(), entry.baseVersion(), entry.bytes());
  }

  /** A4: any other exception, or this one's shorter constructors, would make the leader step down. */
  @Test
  void anEntryOfAnotherTermIsRefusedAtTheLogWithoutCostingLeadership() throws Exception {
    Entry entry = MapStore.entry(6, 0, "a", "1", null);
    TransactionContext context = TransactionContext.newBuilder().setStateMachine(machine)
        .setServerRole(RaftPeerRole.FOLLOWER)
        .setLogEntry(committed(6, 1, entry).getLogEntry()).build()
        .setStateMachineContext(new Proposal(entry, sealed(entry).toBytes()));
    StateMachineException refusal =
        catchThrowableOfType(StateMachineException.class, () -> machine.preAppendTransaction(context));
    assertThat(refusal.leaderShouldStepDown()).isFalse();
    machine.use(inTerm(6));
    assertThat(machine.preAppendTransaction(context)).isSameAs(context);
  }

  /** A3 and A4: the last net, the same on every member. */
  @Test
  void anEntryAppendedInAnotherTermIsSkippedAndTheFutureCompletesNormally() throws Exception {
    Message answer = machine.applyTransaction(committed(8, 3, MapStore.entry(7, 0, "a", "1", null))).get();
    assertThat(answer).isEqualTo(LogStateMachine.SKIPPED);
    assertThat(store.version()).isZero();
    assertThat(machine.getLastAppliedTermIndex().getIndex()).isEqualTo(3);
  }

  /** C5: an exceptional future would keep linearizable reads waiting. */
  @Test
  void anEntryBuiltOnAnotherVersionIsSkippedByTheStoreAndCompletesNormally() throws Exception {
    assertThat(machine.applyTransaction(committed(7, 1, MapStore.entry(7, 5, "a", "1", null))).get())
        .isEqualTo(Message.EMPTY);
    assertThat(store.events).containsExactly("skipped a on 5");
    assertThat(machine.getLastAppliedTermIndex().getIndex()).isEqualTo(1);
  }

  /** After a restart Ratis replays from its snapshot, which may lie behind the state. */
  @Test
  void entriesThatAreInTheStateAlreadyAreNotAppliedAgain() throws Exception {
    TransactionContext first = committed(7, 1, MapStore.entry(7, 0, "a", "1", null));
    machine.applyTransaction(first).get();
    machine.applyTransaction(first).get();
    assertThat(store.events).containsExactly("applied a");
  }

  /** E4. */
  @Test
  void aFailedLogAndARemovalAreTold() {
    machine.notifyLogFailed(new IOException("No space left on device"), null);
    assertThat(store.failure).hasMessage("the Raft log cannot be written: No space left on device");
    machine.notifyServerShutdown(RoleInfoProto.getDefaultInstance(), false);
    assertThat(store.failure).as("the first is told only").hasMessageStartingWith("the Raft log");
  }
}
