package io.swarmd.raftstore.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;

/**
 * The snapshots: checkpoints of the database, each a directory named by term and index in the place where Ratis
 * exchanges them as a whole when one is installed.
 */
public final class Snapshots implements StateMachineStorage {

  /** Kept: the newest, and the one before it, which may still be on its way to a follower. */
  private static final int KEPT = 2;
  private static final Pattern NAME = Pattern.compile("(\\d+)_(\\d+)");

  private record Snapshot(Path directory, TermIndex at) implements SnapshotInfo {

    @Override
    public TermIndex getTermIndex() {
      return at;
    }

    @Override
    public List<FileInfo> getFiles() {
      try (Stream<Path> files = Files.list(directory)) {
        return files.filter(file -> !file.toString().endsWith(".md5")).sorted()
            .map(file -> new FileInfo(file, null)).toList();
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
  }

  private final Path directory;
  private volatile Optional<Snapshot> latest;

  /** The snapshots in a directory, which may not exist yet. */
  public Snapshots(Path directory) throws IOException {
    this.directory = directory;
    this.latest = newest();
  }

  private Optional<Snapshot> newest() throws IOException {
    return all().stream().findFirst();
  }

  /** The directories of all, the newest first. */
  public List<Path> newestFirst() throws IOException {
    return all().stream().map(Snapshot::directory).toList();
  }

  /** All, the newest first. */
  private List<Snapshot> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.flatMap(entry -> {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        return name.matches() ? Stream.of(new Snapshot(entry,
            TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))))) : Stream.empty();
      }).sorted(Comparator.comparingLong((Snapshot snapshot) -> snapshot.at().getIndex()).reversed()).toList();
    }
  }

  /** The directory of the newest snapshot, when it is ahead of this index. */
  Optional<Path> newerThan(long index) {
    return latest.filter(snapshot -> snapshot.at().getIndex() > index).map(Snapshot::directory);
  }

  long latestIndex() {
    return latest.map(snapshot -> snapshot.at().getIndex()).orElse(-1L);
  }

  /** Looks anew: one was installed. */
  void refresh() throws IOException {
    latest = newest();
  }

  /** Makes one of the database, and drops what is too old. */
  void take(StateDatabase database, Position position) throws IOException {
    take(database, position, KEPT);
  }

  /** Makes one of the database in place of all there are. */
  void takeOnly(StateDatabase database, Position position) throws IOException {
    take(database, position, 1);
  }

  private Path place(Position position) {
    return directory.resolve(position.term() + "_" + position.index());
  }

  private void take(StateDatabase database, Position position, int kept) throws IOException {
    Path unfinished = directory.resolve(".unfinished");
    FileTrees.delete(unfinished);
    Files.createDirectories(directory);
    database.checkpoint(unfinished);
    FileTrees.sync(unfinished);
    FileTrees.delete(place(position));
    Files.move(unfinished, place(position));
    refresh();
    for (Snapshot old : all().stream().skip(kept).toList()) {
      FileTrees.delete(old.directory());
    }
  }

  @Override
  public SnapshotInfo getLatestSnapshot() {
    return latest.orElse(null);
  }

  @Override
  public void init(RaftStorage storage) throws IOException {
    Path expected = storage.getStorageDir().getStateMachineDir().toPath().toAbsolutePath().normalize();
    if (!expected.equals(directory.toAbsolutePath().normalize())) {
      throw new IOException("Raft keeps snapshots in " + expected + " instead of " + directory);
    }
  }

  /** Nothing is to be prepared. */
  @Override
  public void format() {}

  /** Done when one is taken. */
  @Override
  public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {}
}
