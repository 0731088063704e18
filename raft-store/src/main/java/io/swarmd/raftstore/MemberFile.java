package io.swarmd.raftstore;

import io.swarmd.raftstore.state.FileTrees;
import io.swarmd.raftstore.transport.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

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
      return Optional.of(new MemberFile(value(values, "cluster"), PeerId.parse(value(values, "peer")),
          Boolean.parseBoolean(value(values, "founder"))));
    } catch (IllegalArgumentException damaged) {
      throw new IOException("the file " + file + " is damaged: " + damaged.getMessage(), damaged);
    }
  }

  private static String value(Properties values, String name) {
    String value = values.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  void save(Path file) throws IOException {
    Properties values = new Properties();
    values.setProperty("cluster", clusterId);
    values.setProperty("peer", peer.toString());
    values.setProperty("founder", Boolean.toString(founder));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    values.store(out, null);
    FileTrees.replace(file, out.toByteArray());
  }
}
