package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.raftstore.transport.PeerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberFileTest {

  private static final MemberFile MEMBER = new MemberFile("cluster", new PeerId(17, "node"), true);

  @TempDir Path directory;

  @Test
  void comesBack() throws IOException {
    Path file = directory.resolve("member");
    assertThat(MemberFile.load(file)).isEmpty();
    MEMBER.save(file);
    assertThat(MemberFile.load(file)).contains(MEMBER);
  }

  /** A manager under a changed raft id would wait for ever to be added. */
  @Test
  void aChangedIdIsNoticed() throws IOException {
    Path file = directory.resolve("member");
    MEMBER.save(file);
    String id = MEMBER.peer().toString();
    Files.writeString(file, Files.readString(file).replace(id, new PeerId(18, "node").toString()));
    assertThatThrownBy(() -> MemberFile.load(file)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("the file " + file + " is damaged: its checksum is wrong");
  }

  @Test
  void aFileCutShortIsNoticed() throws IOException {
    Path file = directory.resolve("member");
    MEMBER.save(file);
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    assertThatThrownBy(() -> MemberFile.load(file)).hasMessageContaining("is damaged");
  }
}
