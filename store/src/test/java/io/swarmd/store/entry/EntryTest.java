package io.swarmd.store.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import io.swarmd.store.state.Samples;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EntryTest {

  private static final int TASKS = 500;

  private static ChangeSet transaction(StoreState base, Consumer<StateTransaction> writes) {
    StateTransaction transaction = new StateTransaction(base, Instant.ofEpochSecond(1_700_000_000));
    writes.accept(transaction);
    return new ChangeSet(transaction.result().version(), transaction.changes(), transaction.result());
  }

  /** Equal tasks of a service, each parsed by itself as if it had come over the wire: nothing is shared yet. */
  private static ChangeSet manyTasks() {
    return transaction(StoreState.EMPTY, writes -> {
      for (int i = 0; i < TASKS; i++) {
        writes.create(Table.TASK, Samples.task("task%04d".formatted(i), "service", i + 1, "node"));
      }
    });
  }

  private static byte[] encode(ChangeSet transaction) {
    return encode(StateDigest.FOUNDING, transaction);
  }

  private static byte[] encode(StateDigest base, ChangeSet transaction) {
    return EntryWriter.encode(transaction.version() - 1, base, List.of(transaction));
  }

  @Test
  void whatTasksHaveInCommonIsWrittenOnce() {
    ChangeSet created = manyTasks();
    long whole = created.changes().stream().mapToLong(change -> change.object().getSerializedSize()).sum();
    assertThat((long) encode(created).length).isLessThan(whole / 2);
  }

  @Test
  void tasksOfOneServiceShareOneSpecAfterReading() {
    Interner interner = new Interner();
    ReplicatedState.Step step = ReplicatedState.EMPTY.apply(encode(manyTasks()), interner);
    assertThat(distinctSpecs(step.after().objects())).isEqualTo(1);

    ChangeSet later = transaction(step.after().objects(),
        writes -> writes.create(Table.TASK, Samples.task("zlater", "service", 9999, "node")));
    StoreState after = step.after().apply(encode(step.after().digest(), later), interner).after().objects();
    assertThat(distinctSpecs(after)).isEqualTo(1);
  }

  @Test
  void tasksLoadedOneByOneShareOneSpec() throws Exception {
    Interner interner = new Interner();
    Task one = interner.share(Table.TASK.parse(Samples.task("t1", "service", 1, "node").toByteArray()));
    Task two = interner.share(Table.TASK.parse(Samples.task("t2", "service", 2, "node").toByteArray()));
    assertThat(two.getSpec()).isSameAs(one.getSpec());
    assertThat(two.getServiceAnnotations()).isSameAs(one.getServiceAnnotations());
    assertThat(two.getServiceId()).isSameAs(one.getServiceId());
    assertThat(two.getStatus().getMessage()).isSameAs(one.getStatus().getMessage());
    assertThat(two).isEqualTo(Samples.task("t2", "service", 2, "node"));
  }

  private static long distinctSpecs(StoreState state) {
    return state.all(Table.TASK).stream().map(Task::getSpec).map(System::identityHashCode).distinct().count();
  }

  @Test
  void aStatusChangeIsWrittenAsADifference() {
    StoreState before = (StoreState) manyTasks().after();
    Task task = before.get(Table.TASK, "task0001").orElseThrow();
    ChangeSet changed = transaction(before, writes -> writes.update(Table.TASK, task.toBuilder()
        .setStatus(task.getStatus().toBuilder().setState(TaskState.RUNNING).setMessage("started")).build()));
    assertThat(encode(changed)).hasSizeLessThan(76);
    ReplicatedState base = new ReplicatedState(before, StateDigest.FOUNDING);
    Task read = base.apply(encode(changed), new Interner()).after().objects()
        .get(Table.TASK, "task0001").orElseThrow();
    assertThat(read.getStatus().getState()).isEqualTo(TaskState.RUNNING);
    TaskSpec spec = read.getSpec();
    assertThat(spec).isSameAs(task.getSpec());
  }

  @Test
  void anEntryBuiltOnAnotherStateIsSkippedWhole() {
    ReplicatedState founding = ReplicatedState.EMPTY;
    List<ReplicatedState> others = List.of(
        new ReplicatedState(StoreState.EMPTY.at(7), founding.digest()),
        new ReplicatedState(StoreState.EMPTY, founding.digest().after(new byte[0])),
        new ReplicatedState(StoreState.EMPTY, new StateDigest(0, 1)));
    for (ReplicatedState other : others) {
      ReplicatedState.Step step = other.apply(encode(manyTasks()), new Interner());
      assertThat(step.skipped()).isTrue();
      assertThat(step.after()).isSameAs(other);
    }
    assertThat(founding.apply(encode(manyTasks()), new Interner()).skipped()).isFalse();
  }

  @Test
  void anEntryThatCannotBeUnderstoodIsNeverSkipped() {
    byte[] entry = encode(manyTasks());
    byte[] newer = entry.clone();
    newer[0] = 9;
    assertThatThrownBy(() -> ReplicatedState.EMPTY.apply(newer, new Interner()))
        .isInstanceOf(EntryFormatException.class)
        .hasMessage("the log holds an entry of format 9, and this program knows only format 2: "
            + "the log was written by another version");
    for (int length : List.of(0, entry.length - 3, entry.length + 3)) {
      assertThatThrownBy(() -> ReplicatedState.EMPTY.apply(Arrays.copyOf(entry, length), new Interner()))
          .isInstanceOf(EntryFormatException.class);
    }
  }

  @Test
  void whatNobodyUsesAnyMoreIsForgotten() {
    Interner interner = new Interner();
    for (int i = 0; i < 100; i++) {
      interner.share(Samples.task("t", "service" + i, 1, ""));
    }
    Awaitility.await().until(() -> {
      System.gc();
      return interner.size() < 100;
    });
  }
}
