package io.swarmd.agent.process;

import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.api.ContainerStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the end of one process, of this agent's own or adopted, and keeps its output within bounds meanwhile. The
 * end of an own one is noticed at once, that of an adopted one by looking four times a second.
 */
final class ProcessWatch {

  /** Told when nobody saw the exit code; what an Engine tells of containers that it lost. */
  static final int UNKNOWN_EXIT_CODE = 255;

  private static final long LOOK_MILLIS = 250;
  private static final long LOG_BYTES_MAX = 10L << 20;

  private final TaskDirectory directory;
  private final ProcessEnd end;
  private final Optional<Process> supervisor;

  ProcessWatch(TaskDirectory directory, String bootId, Optional<Process> supervisor) {
    this.directory = directory;
    this.end = new ProcessEnd(directory, bootId);
    this.supervisor = supervisor;
  }

  /** Completes the future with the process's end; returns early when somebody else has completed or cancelled it. */
  void until(CompletableFuture<Void> ended) {
    try {
      end.requireBegun();
      while (!ended.isDone() && !end.isOver()) {
        lookLater();
      }
      if (!ended.isDone()) {
        ProcessEnd.waitUntil(() -> directory.exitCode().isPresent(), ProcessEnd.RECORD_LIMIT);
        judge(ended);
      }
    } catch (IOException | InterruptedException | RuntimeException failure) {
      ended.completeExceptionally(failure);
    }
  }

  private void lookLater() throws IOException, InterruptedException {
    for (Path log : directory.logs()) {
      new OutputLog(log, LOG_BYTES_MAX).bound();
    }
    if (supervisor.isPresent() && supervisor.get().isAlive()) {
      supervisor.get().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void judge(CompletableFuture<Void> ended) {
    ContainerStatus.Builder status = ContainerStatus.newBuilder();
    directory.process().ifPresent(process -> status.setPid((int) process.pid()));
    OptionalInt code = directory.exitCode();
    if (code.isEmpty()) {
      ended.completeExceptionally(new ExitFailure(
          status.setExitCode(UNKNOWN_EXIT_CODE).build(), "the process is gone and its exit code is not known"));
    } else if (code.getAsInt() != 0) {
      ended.completeExceptionally(new ExitFailure(status.setExitCode(code.getAsInt()).build()));
    } else {
      ended.complete(null);
    }
  }
}
