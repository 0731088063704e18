package io.swarmd.identity.remote;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.file.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code state.json}: the managers a node knows, so that it finds them again after a restart. */
public record ManagerListFile(Path path) {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** An entry as the original writes it. */
  private record Entry(@JsonProperty("node_id") String nodeId, @JsonProperty("addr") String address) {}

  /**
   * The managers in the file; none when there is no file.
   *
   * @throws IdentityException when the file is not what it should be
   */
  public List<KnownManager> read() {
    try {
      Entry[] entries = JSON.readValue(Files.readAllBytes(path), Entry[].class);
      if (entries == null || Arrays.stream(entries).anyMatch(entry -> entry == null || entry.address == null)) {
        throw new IdentityException("cannot read " + path + ": it is not a list of managers");
      }
      return Arrays.stream(entries)
          .map(entry -> new KnownManager(entry.nodeId == null ? "" : entry.nodeId, entry.address)).toList();
    } catch (NoSuchFileException absent) {
      return List.of();
    } catch (JsonProcessingException malformed) {
      throw new IdentityException("cannot read " + path + ": it is not a list of managers; write one there, "
          + "or start with --join-addr", malformed);
    } catch (IOException failed) {
      throw new IdentityException("cannot read " + path + ": " + failed, failed);
    }
  }

  public void write(List<KnownManager> managers) {
    try {
      byte[] text = JSON.writeValueAsBytes(
          managers.stream().map(manager -> new Entry(manager.nodeId(), manager.address())).toList());
      DurableFile.write(path, text, DurableFile.PRIVATE);
    } catch (IOException failed) {
      throw new IdentityException("cannot write " + path + ": " + failed, failed);
    }
  }
}
