package io.swarmd.agent.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One run of a health check's command, in a session and process group of its own, so that it ends as a whole.
 *
 * @param script what to run
 * @param output a file for what it puts out, of which the beginning is kept
 */
record HealthProbe(Path script, Path output) {

  private static final int SHOWN_BYTES = 200;

  /** Why the task is not well; empty when it is. Waits. */
  Optional<String> failure(Duration timeout) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("setsid", "sh", script.toString())
        .directory(new File("/"))
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", Programs.USUAL_PATH);
    Process probe = builder.start();
    boolean ended;
    try {
      ended = probe.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      Signals.sendToGroup(probe.pid(), Signals.KILL);
      probe.destroyForcibly();
    }
    if (!ended) {
      return Optional.of("exceeded timeout (" + timeout.toMillis() + " ms)");
    }
    return probe.exitValue() == 0
        ? Optional.empty() : Optional.of("exit code " + probe.exitValue() + told());
  }

  private String told() throws IOException {
    try (InputStream file = Files.newInputStream(output)) {
      String text = new String(file.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8);
      String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
      return line.isEmpty() ? "" : ", output: " + line;
    }
  }
}
