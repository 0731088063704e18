package io.swarmd.faults.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The machine's own programs. */
final class Commands {

  private Commands() {}

  /**
   * Runs one to its end.
   *
   * @throws IllegalStateException with what it said, when it fails
   */
  static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException missing) {
      throw new IllegalStateException(String.join(" ", command) + ": " + missing.getMessage(), missing);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  static boolean succeeds(String... command) {
    try {
      run(command);
      return true;
    } catch (IllegalStateException failed) {
      return false;
    }
  }
}
