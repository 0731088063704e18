package io.swarmd.raftstore.recovery;

import io.swarmd.raftstore.inspection.LogInspection.Contents;
import io.swarmd.raftstore.state.DamagedState;
import io.swarmd.raftstore.state.FileTrees;
import io.swarmd.raftstore.transport.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Ratis' file that names the group's members, rewritten while Ratis does not run (Ratis sheet, 6). Of what this file
 * and the log name, Ratis follows the one of the highest index.
 */
public final class GroupRecord {

  private final Path file;

  /**
   * The record of one group.
   *
   * @param current the group's {@code current} directory
   */
  public GroupRecord(Path current) {
    this.file = current.resolve("raft-meta.conf");
  }

  /**
   * Makes one peer the only member. It outranks every configuration entry in the log, the uncommitted ones too; entries
   * of the log's tail that nobody knows to be committed are kept, as somebody may have been told that they are.
   *
   * @param self the only member from now on, under a raft id that none of the former members knows
   * @param address host:port where it is to be reached
   * @param log what the log holds
   * @return the members there were
   * @throws IOException when this node was none of them, or the file cannot be read or written
   */
  public List<PeerId> leaveOnly(PeerId self, String address, Contents log) throws IOException {
    LogEntryProto known = Stream.of(read(), log.members()).flatMap(Optional::stream)
        .max(Comparator.comparingLong(LogEntryProto::getIndex))
        .orElseThrow(() -> new IOException("this manager has never taken part in its group: nothing in "
            + file.getParent() + " to go on with"));
    List<PeerId> members = members(known);
    if (members.stream().noneMatch(member -> member.nodeId().equals(self.nodeId()))) {
      throw new IOException("this manager was no member of its group yet, and may lack data: go on from another one");
    }
    write(entry(self, address, known.getTerm(), known.getIndex() + 1));
    return members;
  }

  /** Makes the file of a group that begins with this peer alone. */
  public void found(PeerId self, String address, long term, long index) throws IOException {
    write(entry(self, address, term, index));
  }

  private void write(LogEntryProto entry) throws IOException {
    FileTrees.replace(file, entry.toByteArray());
  }

  private Optional<LogEntryProto> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LogEntryProto.parseFrom(Files.readAllBytes(file)));
    } catch (InvalidProtocolBufferException unreadable) {
      throw new DamagedState(file, "it cannot be read", unreadable);
    }
  }

  private static List<PeerId> members(LogEntryProto entry) {
    RaftConfigurationProto configuration = entry.getConfigurationEntry();
    return Stream.concat(configuration.getPeersList().stream(), configuration.getOldPeersList().stream())
        .map(peer -> PeerId.parse(peer.getId().toStringUtf8())).distinct().toList();
  }

  private static LogEntryProto entry(PeerId self, String address, long term, long index) {
    RaftPeer peer = RaftPeer.newBuilder().setId(self.toRatis()).setAddress(address).build();
    return LogEntryProto.newBuilder().setTerm(term).setIndex(index)
        .setConfigurationEntry(RaftConfigurationProto.newBuilder().addPeers(peer.getRaftPeerProto())).build();
  }
}
