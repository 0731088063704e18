package io.swarmd.raftstore;

import io.swarmd.raftstore.inspection.DurableMark;
import io.swarmd.raftstore.recovery.GroupRecord;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.raftstore.state.FileTrees;
import io.swarmd.raftstore.state.Position;
import io.swarmd.raftstore.state.SeededState;
import io.swarmd.raftstore.state.StateDirectory;
import io.swarmd.raftstore.transport.PeerId;
import io.swarmd.store.ReplicatedLog.Stored;
import io.swarmd.store.StateDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lays out the directory of a group of one that begins with objects from elsewhere. They are a snapshot at the log's
 * first entry, so that managers who join later get them as one.
 *
 * @param settings of the manager; how it starts does not matter
 * @param self the group's only member
 * @param keys seals what is written
 */
public record RestoredLog(RaftSettings settings, PeerId self, KeyRing keys) {

  private static final long TERM = 1;
  private static final long INDEX = 0;

  /**
   * Makes the directory. It is not begun with before all of it is durable; when it cannot be made, nothing is left.
   *
   * @param path must not exist
   * @param origin distinguishes the state from any other with this version: the log of the cluster the objects come
   *     from does not fit
   * @throws IOException when it cannot be written
   */
  public void create(Path path, long version, byte[] origin, List<Stored> objects) throws IOException {
    if (Files.exists(path)) {
      throw new IOException(path + " exists already");
    }
    try (StateDirectory directory = StateDirectory.open(path)) {
      new MemberFile(settings.clusterId(), self, true).save(directory.memberFile());
      DurableMark.create(directory.durableMark());
      Path snapshots = RaftNode.snapshotDirectory(directory, settings.clusterId());
      SeededState.write(directory, snapshots, new Sealer(keys), objects,
          new Position(TERM, INDEX, version, StateDigest.FOUNDING.after(origin)));
      Path current = Files.createDirectories(snapshots.resolveSibling("current"));
      FileTrees.replace(current.resolve("raft-meta"), metadata());
      new GroupRecord(current).found(self, settings.address(), TERM, INDEX);
      FileTrees.sync(path);
    } catch (IOException | RuntimeException failed) {
      FileTrees.delete(path);
      throw failed;
    }
  }

  /** As Ratis writes it: the term the group is in, and no vote. */
  private static byte[] metadata() {
    String text = "term=" + TERM + "\nvotedFor=\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
