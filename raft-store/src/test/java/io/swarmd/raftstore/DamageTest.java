package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.swarmd.raftstore.inspection.DurableMark;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.state.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written comes back whole, or the manager refuses to start and says which file is damaged. */
class DamageTest {

  private static final int LIVES = 3;
  private static final int PUTS = 4;

  @TempDir static Path crashed;
  private static KeyRing keys;
  private static final Map<String, String> written = new TreeMap<>();

  @TempDir Path root;
  private TestNode node;

  @FunctionalInterface
  private interface Damage {
    void to(Disk disk) throws IOException;
  }

  /** A manager that was killed three times, so that its log has two closed segments and one being written. */
  @BeforeAll
  static void killAManager(@TempDir Path place) throws Exception {
    try (TestCluster cluster = new TestCluster(place).start(1)) {
      keys = cluster.keys;
      TestNode manager = cluster.leader();
      for (int life = 1; life <= LIVES; life++) {
        for (int put = 0; put < PUTS; put++) {
          cluster.put("life" + life + "-" + put, "value");
          written.put("life" + life + "-" + put, "value");
        }
        manager.crash();
        if (life < LIVES) {
          manager.start();
          cluster.restartBase();
        }
      }
      copy(manager.directory, crashed.resolve("raft"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  private void startOn(Damage damage) throws IOException {
    node = new TestNode("node0", root.resolve("raft"), new RaftSettings.Start.Found(0xa0), keys,
        UnaryOperator.identity());
    copy(crashed.resolve("raft"), node.directory);
    damage.to(new Disk(node.directory));
    node.start();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        damaged("a closed segment changed", disk -> flip(disk.closed(1), 100), "does not match its checksum"),
        damaged("a closed segment cut", disk -> cut(disk.closed(1), 20), "does not end"),
        damaged("the first segment gone", disk -> Files.delete(disk.closed(0)), "the Raft log begins at entry"),
        damaged("a middle segment gone", disk -> Files.delete(disk.closed(1)), "the Raft log has no entry"),
        damaged("the segment being written changed", disk -> flip(disk.open(), 60), "is damaged: entry"),
        damaged("its last entry changed", disk -> flip(disk.open(), end(disk.open()) - 6), "is damaged: entry"),
        damaged("its last entry cut", disk -> cut(disk.open(), 20), "is damaged: entry"),
        damaged("its last entry gone", disk -> cutLastEntry(disk.open()), "the Raft log ends at entry"),
        damaged("a length that leads beyond the end", disk -> set(disk.open(), 9, (byte) 0x7f), "is damaged: entry"),
        damaged("the segment being written gone", disk -> Files.delete(disk.open()), "the Raft log ends at entry"),
        damaged("the whole log gone", disk -> FileTrees.delete(disk.root.resolve("log")), "the Raft log ends at entry"),
        damaged("a term of long ago", disk -> replace(disk.current("raft-meta"), "term=3", "term=1"), "it says term 1"),
        damaged("a term that is none", disk -> replace(disk.current("raft-meta"), "term=3", "term=E"), "term and vote"),
        damaged("no vote", disk -> replace(disk.current("raft-meta"), "votedFor", "votesFor"), "term and vote"),
        damaged("term and vote gone", disk -> Files.delete(disk.current("raft-meta")), "raft-meta is damaged"),
        damaged("the members cut", disk -> cut(disk.current("raft-meta.conf"), 5), "raft-meta.conf is damaged"),
        damaged("the members changed", disk -> flip(disk.current("raft-meta.conf"), 12),
            "raft-meta.conf is damaged"),
        damaged("the mark changed", disk -> flip(disk.root.resolve("durable"), 15), "its checksum is wrong"),
        damaged("the mark gone", disk -> Files.delete(disk.root.resolve("durable")), "it is missing"));
  }

  private static Arguments damaged(String what, Damage damage, String line) {
    return arguments(what, damage, line);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String what, Damage damage, String line) {
    Throwable failure = catchThrowable(() -> startOn(damage));
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).contains(line, root.toString(), "empty the state directory and join again")
        .doesNotContain("\n");
  }

  static Stream<Arguments> recovered() {
    return Stream.of(
        mended("nothing", disk -> { }),
        mended("an entry begun and not ended", disk -> append(disk.open(), new byte[] {0x60, 1, 2, 3, 4, 5})),
        mended("the members gone, which the log names", disk -> Files.delete(disk.current("raft-meta.conf"))),
        mended("the state gone", disk -> FileTrees.delete(disk.root.resolve("state"))),
        mended("the state's list of tables changed", disk -> flip(disk.state("MANIFEST"), 30)),
        mended("the state's list of tables gone", disk -> Files.delete(disk.state("MANIFEST"))),
        mended("the state's first file gone", disk -> Files.delete(disk.state("CURRENT"))));
  }

  private static Arguments mended(String what, Damage damage) {
    return arguments(what, damage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void recovered(String what, Damage damage) throws Exception {
    startOn(damage);
    await().atMost(TestCluster.PATIENCE).until(() -> node.store.leadsIn != 0);
    assertThat(node.store.values()).isEqualTo(written);
  }

  /** Nobody was told of it: the mark stands before it. */
  @Test
  void anUnfinishedEntryIsCutOffWhenNobodyWasToldOfIt() throws Exception {
    startOn(disk -> {
      cut(disk.open(), 20);
      try (DurableMark mark = DurableMark.open(disk.root.resolve("durable"))) {
        mark.truncating(mark.mark().index());
      }
    });
    await().atMost(TestCluster.PATIENCE).until(() -> node.store.leadsIn != 0);
    Map<String, String> before = new TreeMap<>(written);
    before.remove("life" + LIVES + "-" + (PUTS - 1));
    assertThat(node.store.values()).isEqualTo(before);
  }

  /** The files of a manager that does not run. */
  private record Disk(Path root) {

    List<Path> log() throws IOException {
      try (Stream<Path> all = Files.walk(root.resolve("log"))) {
        return all.filter(Files::isRegularFile).sorted().toList();
      }
    }

    private Path named(String beginning, int number) throws IOException {
      return log().stream().filter(file -> file.getFileName().toString().matches(beginning)).skip(number)
          .findFirst().orElseThrow();
    }

    Path closed(int number) throws IOException {
      return named("log_\\d+-\\d+", number);
    }

    Path open() throws IOException {
      return named("log_inprogress_\\d+", 0);
    }

    Path current(String name) throws IOException {
      return named(name, 0);
    }

    Path state(String beginning) throws IOException {
      try (Stream<Path> all = Files.list(root.resolve("state"))) {
        return all.filter(file -> file.getFileName().toString().startsWith(beginning)).findFirst().orElseThrow();
      }
    }
  }

  /** Where the zeros a file was made longer with begin. */
  private static int end(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static void flip(Path file, int at) throws IOException {
    set(file, at, (byte) (Files.readAllBytes(file)[at] ^ 0x55));
  }

  private static void set(Path file, int at, byte value) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] = value;
    Files.write(file, bytes);
  }

  private static void cut(Path file, int bytes) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), end(file) - bytes));
  }

  private static void cutLastEntry(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int position = 8;
    int last = position;
    while (position < bytes.length && bytes[position] != 0) {
      last = position;
      int length = bytes[position] & 0x7f;
      int head = 1;
      if (bytes[position] < 0) {
        length |= bytes[position + 1] << 7;
        head = 2;
      }
      position += head + length + 4;
    }
    Files.write(file, Arrays.copyOf(bytes, last));
  }

  private static void append(Path file, byte[] more) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    System.arraycopy(more, 0, bytes, end(file), more.length);
    Files.write(file, bytes);
  }

  private static void replace(Path file, String old, String with) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, with));
  }
}
