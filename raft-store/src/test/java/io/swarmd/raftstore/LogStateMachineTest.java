package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmd.raftstore.inspection.DurableMark;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Snapshots;
import io.swarmd.raftstore.state.StateKeeper;
import io.swarmd.store.ReplicatedLog.Entry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.TransactionContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStateMachineTest {

  private static final String CLUSTER = "cluster0";
  private static final long SYNCED = 5;

  @TempDir Path root;
  private final Sealer sealer = new Sealer(KeyRing.create());
  private final MapStore store = new MapStore();
  private StateKeeper keeper;
  private DurableMark mark;
  private LogStateMachine machine;

  @BeforeEach
  void open() throws IOException {
    Snapshots snapshots = new Snapshots(root.resolve("sm"));
    keeper = new StateKeeper(root.resolve("state"), sealer, snapshots,
        new StateKeeper.SnapshotRule(Long.MAX_VALUE, Duration.ofDays(1)), failure -> { });
    keeper.start();
    DurableMark.create(root.resolve("durable"));
    mark = DurableMark.open(root.resolve("durable"));
    machine = new LogStateMachine(CLUSTER, sealer, keeper, snapshots, new Receiver(store),
        mark, () -> { });
    machine.use(inTerm(7));
  }

  @AfterEach
  void close() throws IOException {
    keeper.close();
    mark.close();
  }

  private static RaftServer.Division inTerm(long term) {
    DivisionInfo info = answering(DivisionInfo.class, method -> term);
    RaftLog log = answering(RaftLog.class, method -> SYNCED);
    return answering(RaftServer.Division.class, method -> method.equals("getRaftLog") ? log : info);
  }

  private static <T> T answering(Class<T> type, Function<String, Object> answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
        (proxy, method, arguments) -> answers.apply(method.getName())));
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

  /** A majority of others may commit what this member has not synced: it must not be held to have it. */
  @Test
  void whatIsAppliedBeforeItIsSyncedHereIsNotAnsweredFor() throws Exception {
    machine.applyTransaction(committed(7, SYNCED - 1, MapStore.entry(7, 0, "a", "1", null))).get();
    assertThat(mark.mark()).isEqualTo(new DurableMark.Mark(7, SYNCED - 1));
    machine.applyTransaction(committed(7, SYNCED + 1, MapStore.entry(7, 1, "a", "2", null))).get();
    assertThat(mark.mark()).isEqualTo(new DurableMark.Mark(7, SYNCED));
  }

  @Test
  void whatALaterLeaderCutsOffIsNoLongerAnsweredFor() throws Exception {
    machine.applyTransaction(committed(7, 4, MapStore.entry(7, 0, "a", "1", null))).get();
    machine.data().truncate(3).get();
    assertThat(mark.mark()).isEqualTo(new DurableMark.Mark(7, 2));
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
    assertThat(store.failure).hasMessage("the Raft log in " + root + " cannot be written: no space left on device: "
        + "make room and start this node again; what was acknowledged is kept");
    machine.notifyServerShutdown(RoleInfoProto.getDefaultInstance(), false);
    assertThat(store.failure).as("the first is told only").hasMessageStartingWith("the Raft log");
  }
}
