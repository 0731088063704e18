package io.swarmd.agent.process;

import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.agent.output.CapturedLogs;
import io.swarmd.agent.output.OutputCapture;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortStatus;
import io.swarmd.api.Task;
import io.swarmd.model.expansion.PayloadTemplates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One task as a process. What takes time runs on threads of the executor; starting and ending exclude each other, so
 * that a start that was overtaken by a shutdown finds out and does nothing.
 */
final class ProcessController implements TaskController {

  private final Task task;
  private final ProcessSpec spec;
  private final TaskDirectory directory;
  private final PayloadTemplates payloads;
  private final ProcessSurroundings surroundings;
  private final OutputCapture output;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<Process> supervisor = Optional.empty();
  private volatile Optional<ContainerStatus> status = Optional.empty();
  private volatile boolean ending;
  private volatile boolean ended;
  private volatile boolean closed;
  private volatile Optional<HealthWatch> health = Optional.empty();

  /** @param payloads the content of the task's secrets and configs */
  ProcessController(
      ProcessSpec spec, TaskDirectory directory, PayloadTemplates payloads, ProcessSurroundings surroundings) {
    this.task = spec.task();
    this.spec = spec;
    this.directory = directory;
    this.payloads = payloads;
    this.surroundings = surroundings;
    this.output = directory.output();
  }

  /** Work that may wait and fail. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private CompletableFuture<Void> exclusively(Work work) {
    return CompletableFuture.runAsync(() -> {
      lock.lock();
      try {
        work.run();
      } catch (IOException failure) {
        throw new IllegalStateException(ProcessLaunch.told(failure), failure);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException("interrupted", interrupted);
      } finally {
        lock.unlock();
      }
    }, surroundings.blocking());
  }

  @Override
  public CompletableFuture<Void> prepare() {
    return exclusively(() -> {
      if (!directory.isStarted()) {
        launch().write();
      }
    });
  }

  @Override
  public CompletableFuture<Void> start() {
    return exclusively(this::begin).thenCompose(begun -> untilHealthy());
  }

  private void begin() throws IOException, InterruptedException {
    if (ending) {
      throw new IllegalStateException("the task is being ended");
    }
    if (!directory.isStarted()) {
      launch().write();
      spec.files().stage(task.getId(), payloads);
      supervisor = launch().start();
    }
    new ProcessEnd(directory, surroundings.bootId()).requireBegun();
    noteProcess();
    watchHealth();
  }

  private ProcessLaunch launch() {
    return new ProcessLaunch(task.getId(), spec, directory, surroundings);
  }

  private void noteProcess() {
    status = directory.process().map(process -> ContainerStatus.newBuilder().setPid((int) process.pid()).build());
  }

  /** Begins the probes, once; under the lock. */
  private void watchHealth() throws IOException {
    if (spec.health().isEmpty() || health.isPresent() || directory.process().isEmpty() || isOver()) {
      return;
    }
    HealthCheck check = spec.health().get();
    launch().writeProbe(check, directory.process().get());
    HealthWatch watch = new HealthWatch(check, directory.probe(), () -> ending || closed || isOver());
    health = Optional.of(watch);
    surroundings.blocking().execute(watch::run);
  }

  /** A task with a health check runs only when a probe has succeeded, or when it is over. */
  private CompletableFuture<Void> untilHealthy() {
    if (health.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> givenUp = health.get().unhealthy().thenCompose(verdict ->
        endProcess(spec.grace()).thenCompose(ended -> CompletableFuture.failedFuture(failure(verdict))));
    return CompletableFuture.anyOf(health.get().healthy(), givenUp).thenApply(done -> null);
  }

  private ExitFailure failure(String verdict) {
    ContainerStatus process = status.orElse(ContainerStatus.getDefaultInstance());
    return new ExitFailure(process, verdict);
  }

  @Override
  public CompletableFuture<Void> awaitEnd() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    exclusively(this::watchHealth).whenCompleteAsync((watched, failure) -> {
      if (failure == null) {
        await(end);
      } else {
        end.completeExceptionally(failure);
      }
    }, surroundings.blocking());
    return end;
  }

  private void await(CompletableFuture<Void> end) {
    health.ifPresent(watch -> watch.unhealthy().thenCompose(verdict -> endProcess(spec.grace())));
    new ProcessWatch(
        directory, surroundings.bootId(), supervisor, output, () -> health.flatMap(HealthWatch::verdict)).until(end);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    return end(spec.grace());
  }

  private CompletableFuture<Void> end(Duration grace) {
    ending = true;
    return endProcess(grace);
  }

  private CompletableFuture<Void> endProcess(Duration grace) {
    return exclusively(() -> {
      new ProcessEnd(directory, surroundings.bootId()).bringAbout(spec.stopSignal(), grace);
      ended = true;
      output.take(true);
      noteProcess();
      directory.exitCode().ifPresent(code -> status = Optional.of(
          status.orElse(ContainerStatus.getDefaultInstance()).toBuilder().setExitCode(code).build()));
    });
  }

  @Override
  public CompletableFuture<Void> remove() {
    return end(spec.grace()).thenCompose(nothing -> exclusively(() -> {
      surroundings.cgroups().delete(task.getId());
      PrivateFiles.unstage(task.getId());
      output.close();
      directory.delete();
    }));
  }

  @Override
  public Optional<TaskLogs> logs() {
    return Optional.of(new CapturedLogs(output, this::isOver, surroundings.blocking()));
  }

  private boolean isOver() {
    return ended || directory.isStarted() && new ProcessEnd(directory, surroundings.bootId()).isOver();
  }

  @Override
  public void close() {
    closed = true;
    output.close();
  }

  @Override
  public Optional<ContainerStatus> containerStatus() {
    return status;
  }

  @Override
  public Optional<PortStatus> portStatus() {
    List<PortConfig> ports = task.getEndpoint().getPortsList().stream()
        .filter(port -> port.getPublishMode() == PortConfig.PublishMode.HOST)
        .map(port -> port.toBuilder().setPublishedPort(port.getTargetPort()).build())
        .toList();
    return ports.isEmpty() ? Optional.empty() : Optional.of(PortStatus.newBuilder().addAllPorts(ports).build());
  }
}
