package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.Expiry;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.loop.RealEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {

  @TempDir Path root;
  private final RealEnvironment environment = new RealEnvironment();

  /** A new cluster in its place would write over what is left of the old one's certificates. */
  @Test
  void besideAManagersDataNoNewIdentityIsMade() throws IOException {
    Files.createDirectories(root.resolve("raft"));
    Files.writeString(root.resolve("raft").resolve("member"), "");
    try (StateDirectory directory = StateDirectory.open(root)) {
      Enrolment enrolment = new Enrolment(environment, environment.newLoop("test"), directory,
          new KnownManagers(environment.random(), List.of(), managers -> { }), root.resolve("control.sock"), false, false, Expiry.REFUSED);
      for (String address : List.of("", "127.0.0.1:1")) {
        assertThatThrownBy(() -> enrolment.credentials(address, "")).isInstanceOf(IdentityException.class)
            .hasMessageContaining("is incomplete, but a manager's data is in " + root.resolve("raft"))
            .hasMessageEndingWith("empty the state directory and join again");
      }
      assertThat(root.resolve("certificates").resolve("swarm-root-ca.crt")).doesNotExist();
    }
  }
}
