package io.swarmd.store.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.store.ChangeSet;
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
    return EntryWriter.encode(transaction.version() - 1, List.of(transaction));
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
    StoreState after = step.after().apply(encode(later), interner).after().objects();
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
    assertThat(encode(changed)).hasSizeLessThan(60);
    Task read = new ReplicatedState(before, 0).apply(encode(changed), new Interner()).after().objects()
        .get(Table.TASK, "task0001").orElseThrow();
    assertThat(read.getStatus().getState()).isEqualTo(TaskState.RUNNING);
    TaskSpec spec = read.getSpec();
    assertThat(spec).isSameAs(task.getSpec());
  }

  @Test
  void anEntryBuiltOnAnotherVersionIsSkippedWhole() {
    ReplicatedState later = new ReplicatedState(StoreState.EMPTY.at(7), 42);
    ReplicatedState.Step step = later.apply(encode(manyTasks()), new Interner());
    assertThat(step.skipped()).isTrue();
    assertThat(step.after()).isSameAs(later);
  }

  @Test
  void anEntryThatCannotBeUnderstoodIsNeverSkipped() {
    byte[] entry = encode(manyTasks());
    byte[] newer = entry.clone();
    newer[0] = 9;
    assertThatThrownBy(() -> ReplicatedState.EMPTY.apply(newer, new Interner()))
        .isInstanceOf(EntryFormatException.class)
        .hasMessage("the log holds an entry of format 9, and this program knows only format 1: "
            + "it needs a newer version");
    for (int length : List.of(0, entry.length - 3, entry.length + 3)) {
      assertThatThrownBy(() -> ReplicatedState.EMPTY.apply(Arrays.copyOf(entry, length), new Interner()))
          .isInstanceOf(EntryFormatException.class);
    }
  }

  @Test
  void theDigestDependsOnEveryEntryAndTheirOrder() {
    byte[] one = {1, 2, 3};
    byte[] two = {1, 2, 3, 0};
    assertThat(Digest.next(Digest.next(0, one), two)).isNotEqualTo(Digest.next(Digest.next(0, two), one));
    assertThat(Digest.next(0, one)).isNotEqualTo(Digest.next(0, two));
    assertThat(Digest.next(0, one)).isNotEqualTo(0);
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
