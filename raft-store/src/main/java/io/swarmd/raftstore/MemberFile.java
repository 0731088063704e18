package io.swarmd.raftstore;

import io.swarmd.raftstore.state.FileTrees;
import io.swarmd.raftstore.transport.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32C;

/**
 * Who this manager is in its group; kept on disk before it first takes part.
 *
 * @param founder whether it began the group
 */
record MemberFile(String clusterId, PeerId peer, boolean founder) {

  /** Reads the file; empty when there is none. */
  static Optional<MemberFile> load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties values = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      values.load(in);
      MemberFile member = new MemberFile(value(values, "cluster"), PeerId.parse(value(values, "peer")),
          Boolean.parseBoolean(value(values, "founder")));
      if (!value(values, "checksum").equals(member.checksum())) {
        throw new IllegalArgumentException("its checksum is wrong");
      }
      return Optional.of(member);
    } catch (IllegalArgumentException | CharacterCodingException damaged) {
      throw new IOException("the file " + file + " is damaged: " + damaged.getMessage()
          + "; bring it back from a copy, or empty the state directory and join again", damaged);
    }
  }

  private static String value(Properties values, String name) {
    String value = values.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  private String checksum() {
    CRC32C checksum = new CRC32C();
    checksum.update((clusterId + ' ' + peer + ' ' + founder).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(checksum.getValue());
  }

  void save(Path file) throws IOException {
    Properties values = new Properties();
    values.setProperty("cluster", clusterId);
    values.setProperty("peer", peer.toString());
    values.setProperty("founder", Boolean.toString(founder));
    values.setProperty("checksum", checksum());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    values.store(out, null);
    FileTrees.replace(file, out.toByteArray());
  }
}
