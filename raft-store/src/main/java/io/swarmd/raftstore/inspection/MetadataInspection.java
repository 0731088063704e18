package io.swarmd.raftstore.inspection;

import io.swarmd.raftstore.inspection.DurableMark.Mark;
import io.swarmd.raftstore.inspection.LogInspection.Contents;
import io.swarmd.raftstore.state.DamagedState;
import io.swarmd.raftstore.transport.PeerId;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Reads Ratis' two small files before Ratis does: term and vote, for a forgotten vote may be given twice; and the
 * group's members, which Ratis leaves out when it cannot read them, so that a founder would go on as a group of one.
 */
public final class MetadataInspection {

  private final Path metadata;
  private final Path members;
  private final Mark mark;
  private final Contents log;

  /**
   * Prepares the inspection.
   *
   * @param directory the group's {@code current} directory
   * @param log what the log beside them holds
   */
  public MetadataInspection(Path directory, Mark mark, Contents log) {
    this.metadata = directory.resolve("raft-meta");
    this.members = directory.resolve("raft-meta.conf");
    this.mark = mark;
    this.log = log;
  }

  /**
   * Inspects both files.
   *
   * @return whether this manager has ever known a group
   * @throws IOException a {@link DamagedState} naming the file
   */
  public boolean inspect() throws IOException {
    boolean used = !log.isEmpty() || !mark.equals(Mark.START);
    if (Files.exists(metadata)) {
      checkTerm(read());
    } else if (used || Files.exists(members)) {
      throw new DamagedState(metadata, "it is missing");
    }
    if (Files.exists(members)) {
      checkMembers();
      return true;
    }
    if (used && log.members().isEmpty() && log.last() >= 0) {
      throw new DamagedState(members, "it is missing, and the log does not name the group's members");
    }
    return used;
  }

  private Properties read() throws IOException {
    Properties values = new Properties();
    try (Reader in = Files.newBufferedReader(metadata)) {
      values.load(in);
      return values;
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException unreadable) {
      throw new DamagedState(metadata, "it cannot be read", unreadable);
    }
  }

  private void checkTerm(Properties values) throws IOException {
    long term;
    try {
      term = Long.parseLong(String.valueOf(values.getProperty("term")));
      String vote = values.getProperty("votedFor");
      if (vote == null || !vote.isEmpty() && PeerId.parse(vote).nodeId().isEmpty()) {
        throw new IllegalArgumentException("no vote");
      }
    } catch (IllegalArgumentException unreadable) {
      throw new DamagedState(metadata, "it does not say term and vote", unreadable);
    }
    long reached = Math.max(mark.term(), log.lastTerm());
    if (term < reached) {
      throw new DamagedState(metadata, "it says term " + term + ", but this manager has been in term " + reached);
    }
  }

  /** A group that was made one of this manager alone names its members at the index its first leader's entry gets. */
  private static boolean contradicts(LogEntryProto entry, LogEntryProto known) {
    return entry.getIndex() == known.getIndex()
        && !entry.getConfigurationEntry().equals(known.getConfigurationEntry());
  }

  private void checkMembers() throws IOException {
    try {
      LogEntryProto entry = LogEntryProto.parseFrom(Files.readAllBytes(members));
      if (entry.getConfigurationEntry().getPeersCount() == 0) {
        throw new DamagedState(members, "it names no members");
      }
      if (log.members().filter(known -> contradicts(entry, known)).isPresent()) {
        throw new DamagedState(members, "it does not agree with the Raft log");
      }
      for (RaftPeerProto peer : entry.getConfigurationEntry().getPeersList()) {
        PeerId.parse(peer.getId().toStringUtf8());
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
      throw new DamagedState(members, "it cannot be read", unreadable);
    }
  }
}
