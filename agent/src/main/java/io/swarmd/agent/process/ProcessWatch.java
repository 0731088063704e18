package io.swarmd.agent.process;

import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.output.OutputCapture;
import io.swarmd.api.ContainerStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for the end of one process, of this agent's own or adopted, and takes its output over meanwhile. The
 * end of an own one is noticed at once, that of an adopted one by looking four times a second.
 */
final class ProcessWatch {

  /** Told when nobody saw the exit code; what an Engine tells of containers that it lost. */
  static final int UNKNOWN_EXIT_CODE = 255;

  private static final long LOOK_MILLIS = 250;

  private final TaskDirectory directory;
  private final ProcessEnd end;
  private final Optional<Process> supervisor;
  private final OutputCapture output;
  private final Supplier<Optional<String>> verdict;

  /** @param verdict why the process was ended by this agent, where it was not well */
  ProcessWatch(TaskDirectory directory, String bootId, Optional<Process> supervisor, OutputCapture output,
      Supplier<Optional<String>> verdict) {
    this.directory = directory;
    this.output = output;
    this.verdict = verdict;
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
        output.take(true);
        judge(ended);
      }
    } catch (IOException | InterruptedException | RuntimeException failure) {
      ended.completeExceptionally(failure);
    }
  }

  private void lookLater() throws InterruptedException {
    output.take(false);
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
    } else if (verdict.get().isPresent()) {
      ended.completeExceptionally(new ExitFailure(status.setExitCode(code.getAsInt()).build(), verdict.get().get()));
    } else if (code.getAsInt() != 0) {
      ended.completeExceptionally(new ExitFailure(status.setExitCode(code.getAsInt()).build()));
    } else {
      ended.complete(null);
    }
  }
}
