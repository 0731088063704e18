package io.swarmd.agent.process;

import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.agent.output.CapturedLogs;
import io.swarmd.agent.output.OutputCapture;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortStatus;
import io.swarmd.api.Task;
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
  private final ProcessSurroundings surroundings;
  private final OutputCapture output;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<Process> supervisor = Optional.empty();
  private volatile Optional<ContainerStatus> status = Optional.empty();
  private volatile boolean ending;
  private volatile boolean ended;

  ProcessController(Task task, ProcessSpec spec, TaskDirectory directory, ProcessSurroundings surroundings) {
    this.task = task;
    this.spec = spec;
    this.directory = directory;
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
    return exclusively(() -> {
      if (ending) {
        throw new IllegalStateException("the task is being ended");
      }
      if (!directory.isStarted()) {
        launch().write();
        supervisor = launch().start();
      }
      new ProcessEnd(directory, surroundings.bootId()).requireBegun();
      noteProcess();
    });
  }

  private ProcessLaunch launch() {
    return new ProcessLaunch(task.getId(), spec, directory, surroundings);
  }

  private void noteProcess() {
    status = directory.process().map(process -> ContainerStatus.newBuilder().setPid((int) process.pid()).build());
  }

  @Override
  public CompletableFuture<Void> awaitEnd() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    ProcessWatch watch = new ProcessWatch(directory, surroundings.bootId(), supervisor, output);
    surroundings.blocking().execute(() -> watch.until(end));
    return end;
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    return end(spec.grace());
  }

  private CompletableFuture<Void> end(Duration grace) {
    ending = true;
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
