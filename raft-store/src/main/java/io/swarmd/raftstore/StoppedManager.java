package io.swarmd.raftstore;

import io.swarmd.raftstore.LoggedEntry.Kind;
import io.swarmd.raftstore.inspection.LogEntries;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.Position;
import io.swarmd.raftstore.state.Snapshots;
import io.swarmd.raftstore.state.StoredState;
import io.swarmd.store.entry.Interner;
import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.state.StateBuilder;
import io.swarmd.store.state.StoreState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/**
 * The data of a manager that does not run, or a copy of it, read without changing anything. What the log's tail holds
 * is read too, though it may never have been committed.
 */
public final class StoppedManager {

  private final Path root;
  private final String clusterId;
  private final Sealer sealer;

  private StoppedManager(Path root, String clusterId, Sealer sealer) {
    this.root = root;
    this.clusterId = clusterId;
    this.sealer = sealer;
  }

  /**
   * Looks into a manager's directory.
   *
   * @throws IOException with one line when there is no manager's data
   */
  public static StoppedManager in(Path root, KeyRing keys) throws IOException {
    MemberFile member = MemberFile.load(root.resolve("member"))
        .orElseThrow(() -> new IOException("there is no manager's data in " + root));
    return new StoppedManager(root, member.clusterId(), new Sealer(keys));
  }

  private Path group() {
    return root.resolve("log").resolve(RaftNode.groupId(clusterId).getUuid().toString());
  }

  /** The newest snapshot. */
  public StoredState snapshot() throws IOException {
    List<Path> snapshots = snapshots();
    if (snapshots.isEmpty()) {
      throw new IOException("no snapshot found in " + group());
    }
    return StoredState.read(snapshots.getFirst(), sealer);
  }

  private List<Path> snapshots() throws IOException {
    return new Snapshots(group().resolve("sm")).newestFirst();
  }

  /** The objects as the whole log leaves them. */
  public StoreState objects() throws IOException {
    Replay replay = new Replay(latest());
    LogEntries.read(group().resolve("current"), replay::read);
    return replay.state.objects();
  }

  /** The live state, or the newest snapshot where that is ahead: one was installed just before the end. */
  private StoredState latest() throws IOException {
    StoredState live = StoredState.read(root.resolve("state"), sealer);
    if (snapshots().isEmpty()) {
      return live;
    }
    StoredState snapshot = snapshot();
    return snapshot.position().index() > live.position().index() ? snapshot : live;
  }

  /** Hands the entries of the log to the reader, in order. */
  public void log(Consumer<LoggedEntry> reader) throws IOException {
    Replay replay = new Replay(beginning());
    LogEntries.read(group().resolve("current"), entry -> reader.accept(replay.read(entry)));
  }

  /** The earliest state there is: what is built on earlier ones cannot be told. */
  private StoredState beginning() throws IOException {
    OptionalLong first = LogEntries.first(group().resolve("current"));
    List<Path> snapshots = snapshots();
    return first.orElse(0) == 0 || snapshots.isEmpty()
        ? new StoredState(Position.START, List.of()) : StoredState.read(snapshots.getLast(), sealer);
  }

  /** Applies entries as a manager does. */
  private final class Replay {

    private final Interner interner = new Interner();
    private final long from;
    private ReplicatedState state;

    Replay(StoredState stored) {
      StateBuilder builder = new StateBuilder(StoreState.EMPTY);
      stored.objects().forEach(object -> builder.put(object.object()));
      from = stored.position().index();
      state = new ReplicatedState(builder.build(stored.position().version()), stored.position().digest());
    }

    LoggedEntry read(LogEntryProto entry) {
      if (entry.hasConfigurationEntry()) {
        return entry(entry, Kind.MEMBERS, entry.getConfigurationEntry().getPeersList().stream()
            .map(peer -> peer.getId().toStringUtf8() + "@" + peer.getAddress()).toList());
      }
      if (!entry.hasStateMachineLogEntry()) {
        return entry(entry, Kind.OTHER, List.of());
      }
      return entry.getIndex() <= from ? entry(entry, Kind.EARLIER, List.of()) : applied(entry);
    }

    private LoggedEntry applied(LogEntryProto entry) {
      SealedEntry sealed = SealedEntry.of(entry.getStateMachineLogEntry().getLogData());
      if (sealed.term() != entry.getTerm()) {
        return entry(entry, Kind.SKIPPED, List.of());
      }
      ReplicatedState.Step step = state.apply(sealed.open(sealer, clusterId), interner);
      state = step.after();
      return step.skipped() ? entry(entry, Kind.SKIPPED, List.of())
          : new LoggedEntry(entry.getIndex(), entry.getTerm(), Kind.CHANGES, step.transactions(), List.of());
    }

    private static LoggedEntry entry(LogEntryProto entry, Kind kind, List<String> members) {
      return new LoggedEntry(entry.getIndex(), entry.getTerm(), kind, List.of(), members);
    }
  }
}
