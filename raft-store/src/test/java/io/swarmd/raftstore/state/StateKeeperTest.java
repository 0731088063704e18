package io.swarmd.raftstore.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.swarmd.api.Meta;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.Version;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Rings;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.Change;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class StateKeeperTest {

  private static final StateKeeper.SnapshotRule NEVER =
      new StateKeeper.SnapshotRule(Long.MAX_VALUE, Duration.ofDays(1));

  @TempDir Path root;
  private final KeyRing keys = KeyRing.create();

  private static Secret secret(String id, long version, String value) {
    return Secret.newBuilder().setId(id).setMeta(Meta.newBuilder().setVersion(Version.newBuilder().setIndex(version)))
        .setSpec(SecretSpec.newBuilder().setData(ByteString.copyFromUtf8(value))).build();
  }

  private static Change<Secret> set(String id, long version, String value) {
    return new Change.Created<>(Table.SECRET, secret(id, version, value));
  }

  private static StateDigest digest(long number) {
    return new StateDigest(number, -number);
  }

  private StateDatabase database(Path directory) throws IOException {
    return StateDatabase.open(directory, new Sealer(keys));
  }

  private static Map<String, String> values(StateDatabase database) throws IOException {
    Map<String, String> values = new TreeMap<>();
    database.read(objects -> objects.forEach(stored -> {
      Secret secret = (Secret) stored.object();
      values.put(secret.getId(), secret.getSpec().getData().toStringUtf8());
    }));
    return values;
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  @Test
  void whatWasNotFlushedIsLostAsAWholeNeverInPart() throws IOException {
    try (StateDatabase database = database(root.resolve("a"))) {
      database.write(List.of(set("one", 0, "1"), set("two", 0, "2")), new Position(1, 5, 1, digest(11)));
      database.flush();
      database.write(List.of(set("one", 1, "changed"), set("three", 1, "3")), new Position(1, 6, 2, digest(22)));
      try (StateDatabase afterCrash = database(copy(root.resolve("a"), root.resolve("b")))) {
        assertThat(afterCrash.position()).isEqualTo(new Position(1, 5, 1, digest(11)));
        assertThat(values(afterCrash)).isEqualTo(Map.of("one", "1", "two", "2"));
      }
    }
  }

  @Test
  void aDeletionGoesWithItsPosition() throws IOException {
    try (StateDatabase database = database(root.resolve("a"))) {
      database.write(List.of(set("one", 0, "1")), new Position(1, 1, 1, digest(1)));
      Change<Secret> deletion = new Change.Deleted<>(Table.SECRET, secret("one", 0, "1"));
      database.write(List.of(deletion), new Position(1, 2, 2, digest(2)));
      assertThat(values(database)).isEmpty();
    }
  }

  @Test
  void manyObjectsAreReadInOrder() throws IOException {
    List<Change<?>> changes = IntStream.range(0, 5000)
        .<Change<?>>mapToObj(i -> set("id%05d".formatted(i), i, "value " + i)).toList();
    try (StateDatabase database = database(root.resolve("a"))) {
      database.write(changes, new Position(1, 1, 1, digest(1)));
      assertThat(values(database)).hasSize(5000).containsEntry("id04999", "value 4999");
    }
  }

  @Test
  void aValuePutInAnothersPlaceIsNoticed() throws Exception {
    Sealer sealer = new Sealer(keys);
    StoredForm form = new StoredForm(sealer);
    byte[] mine = StoredForm.key(Table.SECRET, "mine");
    byte[] value = form.value(Table.SECRET, mine, secret("mine", 3, "x"));
    assertThat(form.read(mine, value).object()).isEqualTo(secret("mine", 3, "x"));
    assertThatThrownBy(() -> form.read(StoredForm.key(Table.SECRET, "yours"), value))
        .hasMessageContaining("belongs elsewhere");
  }

  @Test
  void snapshotsAreTakenBehindAndTheNewestIsTakenOverWhenItIsAhead() throws Exception {
    Snapshots snapshots = new Snapshots(root.resolve("sm"));
    StateKeeper keeper = new StateKeeper(root.resolve("state"), new Sealer(keys), snapshots,
        new StateKeeper.SnapshotRule(100, Duration.ofDays(1)), failure -> { });
    keeper.start();
    for (int i = 1; i <= 10; i++) {
      keeper.apply(new Position(2, i, i, digest(i)), List.of(set("id" + i, i, "v")), 60);
      int due = i / 2 * 2;
      await().until(() -> due == 0 || snapshots.latestIndex() == due);
    }
    keeper.close();
    try (Stream<Path> kept = Files.list(root.resolve("sm"))) {
      assertThat(kept.count()).isEqualTo(2);
    }

    StateKeeper fromSnapshot = new StateKeeper(
        root.resolve("empty"), new Sealer(keys), new Snapshots(root.resolve("sm")), NEVER, failure -> { });
    assertThat(fromSnapshot.applied()).isEqualTo(new Position(2, 10, 10, digest(10)));
    fromSnapshot.close();
  }

  /** A crash on the way leaves some of the objects as they were. */
  @Test
  void whatAnOlderKeySealedIsFoundAtTheStartAndSealedAgain() throws Exception {
    KeyRing next = Rings.rotated(keys);
    try (StateDatabase database = database(root.resolve("state"))) {
      database.write(IntStream.range(0, 1000).<Change<?>>mapToObj(i -> set("id" + i, i, "v")).toList(),
          new Position(1, 7, 7, digest(7)));
      database.flush();
    }
    try (StateDatabase half = StateDatabase.open(root.resolve("state"), new Sealer(next))) {
      assertThat(half.sealAgain(new byte[0], 300)).isPresent();
      half.flush();
    }

    Snapshots snapshots = new Snapshots(root.resolve("sm"));
    StateKeeper keeper =
        new StateKeeper(root.resolve("state"), new Sealer(next), snapshots, NEVER, failure -> { });
    keeper.read(objects -> objects.forEach(stored -> { }));
    keeper.start();
    await().until(() -> snapshots.latestIndex() == 7);
    keeper.close();
    Sealer nextOnly = new Sealer(Rings.withoutOlder(next));
    assertThat(StoredStates.count(root.resolve("sm").resolve("1_7"), nextOnly, root.resolve("copy"))).isEqualTo(1000);
    try (StateDatabase database = StateDatabase.open(root.resolve("state"), nextOnly)) {
      assertThat(values(database)).hasSize(1000);
      assertThat(database.position().index()).isEqualTo(7);
    }
  }

  @Test
  void damagedFilesGiveOneClearLine() throws IOException {
    database(root.resolve("a")).close();
    Files.writeString(root.resolve("a").resolve("CURRENT"), "garbage\n");
    assertThatThrownBy(() -> database(root.resolve("a"))).isInstanceOf(IOException.class)
        .hasMessageStartingWith(root.resolve("a") + " is damaged: the state cannot be read: ")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
  }

  /** Until format 2 the position was four numbers in the open, of which the first byte was zero. */
  @Test
  void aStateOfAnotherFormatIsRefused() throws Exception {
    Path directory = root.resolve("a");
    database(directory).close();
    try (Options options = new Options(); RocksDB db = RocksDB.open(options, directory.toString())) {
      db.put(StoredForm.positionKey(), new byte[4 * Long.BYTES]);
    }
    assertThatThrownBy(() -> new StateKeeper(
        directory, new Sealer(keys), new Snapshots(root.resolve("sm")), NEVER, failure -> { }))
        .isInstanceOf(IOException.class)
        .hasMessage("the state in " + directory + " cannot be read: it is of format 0 and this program knows only "
            + "format 2: start the version that wrote it, or empty the state directory and join again");
    try (RocksDB unlocked = RocksDB.open(directory.toString())) {
      assertThat(unlocked.get(StoredForm.positionKey())).hasSize(4 * Long.BYTES);
    }
  }

  @Test
  void aPositionThatWasChangedIsNoticed() throws Exception {
    StoredForm form = new StoredForm(new Sealer(keys));
    byte[] value = form.value(new Position(1, 5, 1, digest(11)));
    assertThat(form.position(value)).isEqualTo(new Position(1, 5, 1, digest(11)));
    value[value.length - 20] ^= 1;
    assertThatThrownBy(() -> form.position(value)).hasMessageContaining("it was changed");
  }

  private StateKeeper keeper(Path snapshots) throws IOException {
    return new StateKeeper(root.resolve("state"), new Sealer(keys), new Snapshots(snapshots), NEVER, failure -> { });
  }

  /** One change on disk, as after a clean end. */
  private void write() throws IOException {
    try (StateKeeper keeper = keeper(root.resolve("sm"))) {
      keeper.start();
      keeper.apply(new Position(2, 7, 1, digest(11)), List.of(set("id", 1, "v")), 60);
    }
  }

  private void changeTables() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("state"))) {
      for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
        byte[] bytes = Files.readAllBytes(table);
        bytes[20] ^= 0x55;
        Files.write(table, bytes);
      }
    }
  }

  /** RocksDB ends a walk over a damaged table as it ends any other: objects would be missing without a word. */
  @Test
  void aDamagedTableIsSetAsideAndTheLogMustReachBackToTheBeginning() throws IOException {
    write();
    changeTables();
    try (StateKeeper keeper = keeper(root.resolve("sm"))) {
      assertThat(keeper.applied()).isEqualTo(Position.START);
      keeper.coverUpTo(0);
      assertThatThrownBy(() -> keeper.coverUpTo(3)).isInstanceOf(DamagedState.class)
          .hasMessageContaining("the Raft log begins at entry 3");
    }
    assertThat(root.resolve("state-damaged")).isDirectory();
  }

  /** Its tables are the state's own, so damage meets both: Raft would go on behind a snapshot nothing is left of. */
  @Test
  void aStateThatIsDamagedWithItsSnapshotIsRefused() throws IOException {
    write();
    try (StateKeeper keeper = keeper(root.resolve("sm"))) {
      keeper.coverUpTo(5);
    }
    changeTables();
    assertThatThrownBy(() -> keeper(root.resolve("sm"))).isInstanceOf(DamagedState.class)
        .hasMessageStartingWith(root.resolve("sm").resolve("2_7") + " is damaged: the snapshot cannot be read: ");
  }

  @Test
  void aSnapshotThatIsMissingIsTakenAgainFromTheState() throws IOException {
    write();
    try (StateKeeper keeper = keeper(root.resolve("sm"))) {
      assertThat(keeper.snapshotIndex()).isEqualTo(-1);
      keeper.coverUpTo(5);
      assertThat(keeper.snapshotIndex()).isEqualTo(7);
    }
  }

  @Test
  void aDirectoryIsUsedByOneAtATime() throws IOException {
    try (StateDirectory first = StateDirectory.open(root.resolve("d"))) {
      assertThatThrownBy(() -> StateDirectory.open(first.root()))
          .hasMessage("the state directory " + first.root() + " is in use by another process");
    }
    StateDirectory.open(root.resolve("d")).close();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");
    assertThatThrownBy(() -> StateDirectory.open(file.resolve("below"))).isInstanceOf(IOException.class)
        .hasMessageStartingWith("the state directory " + file.resolve("below") + " cannot be written: ");
  }
}
