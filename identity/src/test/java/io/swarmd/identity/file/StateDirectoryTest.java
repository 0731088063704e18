package io.swarmd.identity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir Path directory;

  @Test
  void aFileInItsPlaceIsNamedInWords() throws IOException {
    Path file = Files.createFile(directory.resolve("state"));
    assertThatThrownBy(() -> StateDirectory.open(file)).isInstanceOf(IdentityException.class)
        .hasMessage("cannot use state directory " + file + ": it is not a directory");
  }

  @Test
  void isForOneAtATime() {
    try (StateDirectory held = StateDirectory.open(directory)) {
      assertThatThrownBy(() -> StateDirectory.open(held.path())).isInstanceOf(IdentityException.class)
          .hasMessage("state directory " + directory + " is in use by another process");
    }
    StateDirectory.open(directory).close();
  }

  /** Identity sheet, 15.10: the directory stays, for it may be a mount. */
  @Test
  void isErasedButForItself() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    Files.createFile(elsewhere.resolve("kept"));
    Path state = directory.resolve("state");
    try (StateDirectory held = StateDirectory.open(state)) {
      Files.createDirectories(state.resolve("raft").resolve("log"));
      Files.createFile(state.resolve("raft").resolve("log").resolve("entries"));
      Files.createDirectories(state.resolve("certificates"));
      Files.createSymbolicLink(state.resolve("link"), elsewhere);
      held.erase();
    }
    assertThat(state).isEmptyDirectory();
    assertThat(elsewhere.resolve("kept")).exists();
  }
}
