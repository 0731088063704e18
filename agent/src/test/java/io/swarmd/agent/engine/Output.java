package io.swarmd.agent.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a command wrote, to both of its streams, and how it ended. */
public record Output(int exitCode, String text) {

  private static final int COMMAND_SECONDS = 90;

  /** Runs a command with something to read; a command that does not end in time is ended, and that is a failure. */
  static Output of(ProcessBuilder command, byte[] input) {
    try {
      Path written = Files.createTempFile("command", ".out");
      try {
        Process process = command.redirectErrorStream(true).redirectOutput(written.toFile()).start();
        feed(process, input);
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException("does not end: " + command.command());
        }
        return new Output(process.exitValue(), Files.readString(written, StandardCharsets.UTF_8));
      } finally {
        Files.delete(written);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + command.command(), interrupted);
    }
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream standardInput = process.getOutputStream()) {
      standardInput.write(input);
    } catch (IOException ended) {
      // A command may end without having read; its exit code tells.
    }
  }

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** What a command that has to succeed wrote, without blanks around it. */
  public String orFail() {
    if (!succeeded()) {
      throw new IllegalStateException("exit code " + exitCode + ": " + text);
    }
    return text.strip();
  }
}
