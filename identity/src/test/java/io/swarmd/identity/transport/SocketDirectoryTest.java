package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketDirectoryTest {

  private static final Path PATH = Path.of("/somewhere");

  @ParameterizedTest
  @CsvSource({"0755, 0, 0", "0755, 0, 1000", "0700, 1000, 1000", "0775, 1000, 1000", "1777, 0, 0", "1777, 0, 1000"})
  void placesThatOnlyTheOwnerOrRootCanChangeWillDo(String mode, int owner, int self) {
    assertThat(new SocketDirectory(PATH, Integer.parseInt(mode, 8), owner).objection(self)).isEmpty();
  }

  @Test
  void anothersDirectoryIsRefusedAlsoForRoot() {
    assertThat(new SocketDirectory(PATH, 0700, 1000).objection(0)).hasValue("the directory /somewhere belongs to user "
        + "1000, who could put another socket in its place: change its owner with 'chown 0 /somewhere', or name "
        + "another path");
    assertThat(new SocketDirectory(PATH, 01777, 1000).objection(1001)).isPresent();
  }

  @Test
  void aDirectoryThatEverybodyCanWriteIsRefusedUnlessFilesInItAreTheirOwners() {
    assertThat(new SocketDirectory(PATH, 0777, 0).objection(0)).hasValue("the directory /somewhere can be written by "
        + "everybody, who could put another socket in its place: change that with 'chmod o-w /somewhere', or name "
        + "another path");
    assertThat(new SocketDirectory(PATH, 0702, 1000).objection(1000)).isPresent();
  }

  @Test
  void modeAndOwnerAreRead(@TempDir Path directory) throws IOException {
    Path made = directory.resolve("run");
    SocketDirectory own = SocketDirectory.prepare(made);
    assertThat(own.mode() & 07777).isEqualTo(0700);
    assertThat(own.objection()).isEmpty();

    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(SocketDirectory.prepare(made).objection()).isPresent();
    Files.setAttribute(made, "unix:mode", 01777);
    assertThat(SocketDirectory.prepare(made).objection()).isEmpty();
    assertThat(SocketDirectory.prepare(Path.of("/var/run")).objection()).isEmpty();
  }
}
