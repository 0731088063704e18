package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: how it ends, and what it says when it cannot begin. */
@Timeout(120)
class ProcessEndTest {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;

  private static Process swarmd(String... flags) throws IOException {
    return Daemon.command(flags).redirectErrorStream(true).start();
  }

  private Process manager(String... more) throws IOException {
    return swarmd(Stream.concat(Stream.of("--state-dir", directory.resolve("state").toString(), "--listen-control-api",
        directory.resolve("s.sock").toString(), "--listen-remote-api", "127.0.0.1:0", "--executor", "hollow"),
        Stream.of(more)).toArray(String[]::new));
  }

  private static void awaitLine(Process daemon, String part) throws IOException {
    BufferedReader lines = daemon.inputReader();
    String line = lines.readLine();
    while (line != null && !line.contains(part)) {
      line = lines.readLine();
    }
    assertThat(line).isNotNull();
  }

  private static int exitCode(Process daemon) throws InterruptedException {
    assertThat(daemon.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return daemon.exitValue();
  }

  @Test
  void sigtermIsACleanEnd() throws Exception {
    Process daemon = manager();
    try {
      awaitLine(daemon, "node is ready");
      daemon.destroy();
      assertThat(exitCode(daemon)).isZero();
      assertThat(directory.resolve("s.sock")).doesNotExist();
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void aNodeThatLeftEndsAndLeavesNothing() throws Exception {
    Process daemon = manager();
    try {
      awaitLine(daemon, "node is ready");
      Path state = directory.resolve("state");
      Process refused = swarmd("leave", "--state-dir", state.toString());
      assertThat(exitCode(refused)).isEqualTo(1);
      assertThat(refused.inputReader().lines()).singleElement().asString()
          .startsWith("Error: You are attempting to leave the swarm on a node that is participating as a manager. ");
      Process leave = swarmd("leave", "--force", "--state-dir", state.toString());
      assertThat(exitCode(leave)).isZero();
      assertThat(leave.inputReader().lines()).contains("Node left the swarm.");
      assertThat(exitCode(daemon)).isZero();
      assertThat(state).isEmptyDirectory();
      assertThat(exitCode(swarmd("leave", "--state-dir", state.toString()))).isEqualTo(1);
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void aTokenWithoutAnAddressFoundsNoCluster() throws Exception {
    Process daemon = manager("--join-token", "SWMTKN-1-any");
    assertThat(exitCode(daemon)).isEqualTo(1);
    assertThat(daemon.inputReader().lines()).containsExactly("Error: --join-token without --join-addr: give the "
        + "address of a manager of the swarm to join, or leave the token out to start a new swarm");
    assertThat(directory.resolve("state/certificates")).doesNotExist();
  }

  @Test
  void anUnknownFlagIsOneLineWithAWayOut() throws Exception {
    Process daemon = swarmd("--bogus");
    assertThat(exitCode(daemon)).isEqualTo(1);
    assertThat(daemon.inputReader().lines())
        .containsExactly("Error: Unknown option: '--bogus'; 'swarmd --help' lists the flags");
  }
}
