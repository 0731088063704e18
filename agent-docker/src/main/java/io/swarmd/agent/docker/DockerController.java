package io.swarmd.agent.docker;

import io.swarmd.agent.docker.engine.EngineRefusal;
import io.swarmd.agent.docker.request.HostPorts;
import io.swarmd.agent.docker.request.TaskContainer;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.PortStatus;
import io.swarmd.model.expansion.PayloadTemplates;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One task as a container (dispatch sheet, 5.6). What takes time runs on threads of the executor; preparing, starting
 * and ending exclude each other, so that a start that was overtaken by a shutdown finds out and does nothing. Waiting
 * for health or for the end takes no thread.
 */
final class DockerController implements TaskController {

  private final TaskContainer wanted;
  private final PayloadTemplates payloads;
  private final DockerSurroundings surroundings;
  private final ImagePull pull;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<ContainerStatus> status = Optional.empty();
  private volatile Optional<PortStatus> ports = Optional.empty();
  private volatile boolean ending;

  DockerController(TaskContainer wanted, PayloadTemplates payloads, DockerSurroundings surroundings) {
    this.wanted = wanted;
    this.payloads = payloads;
    this.surroundings = surroundings;
    this.pull = new ImagePull(surroundings.engine(), wanted.image(), wanted.credentials());
    surroundings.networks().use(taskId(), wanted.networks());
  }

  private String taskId() {
    return wanted.task().getId();
  }

  private CompletableFuture<Void> exclusively(Runnable work) {
    return CompletableFuture.runAsync(() -> {
      lock.lock();
      try {
        work.run();
      } finally {
        lock.unlock();
      }
    }, surroundings.threads());
  }

  /** One after the other; cancelling the whole cancels the second. */
  private static CompletableFuture<Void> inTurn(
      CompletableFuture<Void> first, Supplier<CompletableFuture<Void>> second) {
    CompletableFuture<Void> whole = new CompletableFuture<>();
    first.whenComplete((nothing, failure) -> {
      if (failure != null) {
        whole.completeExceptionally(failure);
      } else if (!whole.isDone()) {
        CompletableFuture<Void> next = second.get();
        whole.whenComplete((done, cancelled) -> next.cancel(false));
        next.whenComplete((done, failed) -> {
          if (failed == null) {
            whole.complete(null);
          } else {
            whole.completeExceptionally(failed);
          }
        });
      }
    });
    return whole;
  }

  private Optional<Container> find() {
    return Container.find(surroundings.engine(), wanted.name());
  }

  /** @throws IllegalStateException when it is not there any more */
  private Container require() {
    return find().filter(found -> found.isOfTask(taskId()))
        .orElseThrow(() -> new IllegalStateException("container " + wanted.name() + " was removed"));
  }

  @Override
  public CompletableFuture<Void> prepare() {
    return exclusively(() -> {
      requireWanted();
      new ContainerMaking(wanted, surroundings, pull).bringAbout();
    });
  }

  private void requireWanted() {
    if (ending) {
      throw new IllegalStateException("the task is being ended");
    }
  }

  @Override
  public CompletableFuture<Void> start() {
    return inTurn(exclusively(this::startNow), this::awaitHealth);
  }

  private void startNow() {
    requireWanted();
    Container container = require();
    if (container.isNew()) {
      surroundings.files().ifPresent(files -> files.fill(taskId(), wanted.files(), payloads));
      try {
        startContainer();
      } catch (EngineRefusal refused) {
        if (!refused.isNotFound()) {
          throw refused;
        }
        // A network may have gone with the last task on it, since the container was made.
        surroundings.networks().make(wanted.networks());
        startContainer();
      }
    }
    note(require());
  }

  private void startContainer() {
    try {
      surroundings.engine().ask(client -> client.startContainerCmd(wanted.name()).exec());
    } catch (EngineRefusal refused) {
      if (!refused.isNotModified()) {
        throw refused;
      }
    }
  }

  private void note(Container container) {
    status = Optional.of(container.status());
    if (container.hasEnded()) {
      // No container is started twice: what it read is needed by nobody any more.
      surroundings.files().ifPresent(files -> files.delete(taskId()));
    } else {
      PortStatus actual = HostPorts.actual(wanted.task().getEndpoint().getPortsList(), container.boundPorts());
      ports = actual.getPortsCount() == 0 ? Optional.empty() : Optional.of(actual);
    }
  }

  private CompletableFuture<Void> awaitHealth() {
    return surroundings.events().until(taskId(), () -> {
      Container container = require();
      if (container.isBeingChecked() && !container.hasEnded()) {
        return false;
      }
      if (container.isChecked()) {
        requireWell(container);
      }
      return true;
    });
  }

  @Override
  public CompletableFuture<Void> awaitEnd() {
    return surroundings.events().until(taskId(), () -> {
      Container container = require();
      if (!container.hasEnded() && !container.isUnhealthy()) {
        note(container);
        return false;
      }
      requireWell(container);
      return true;
    });
  }

  /** Fails when the container ended badly or is unhealthy; then it is stopped. */
  private void requireWell(Container container) {
    if (container.isUnhealthy() && !container.hasEnded()) {
      stop();
      Container stopped = find().orElse(container);
      note(stopped);
      throw container.unhealthyEnd(stopped);
    }
    note(container);
    if (container.hasEnded()) {
      container.requireGoodEnd();
    }
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    ending = true;
    pull.cancel();
    return exclusively(() -> {
      if (find().filter(found -> found.isOfTask(taskId())).isPresent()) {
        stop();
        find().ifPresent(this::note);
      }
    });
  }

  private void stop() {
    try {
      surroundings.engine().ask(client ->
          client.stopContainerCmd(wanted.name()).withTimeout(wanted.graceSeconds()).exec());
    } catch (EngineRefusal refused) {
      if (!refused.isNotFound() && !refused.isNotModified()) {
        throw refused;
      }
    }
  }

  @Override
  public CompletableFuture<Void> remove() {
    return shutdown().handle((nothing, ignored) -> (Void) null)
        .thenCompose(nothing -> exclusively(this::removeNow))
        .whenComplete((nothing, failure) -> surroundings.known().remove(taskId()));
  }

  private void removeNow() {
    if (find().filter(found -> found.isOfTask(taskId())).isPresent()) {
      surroundings.remove(wanted.name());
    }
    surroundings.files().ifPresent(files -> files.delete(taskId()));
    surroundings.networks().release(taskId(), wanted.networks());
  }

  @Override
  public Optional<ContainerStatus> containerStatus() {
    return status;
  }

  @Override
  public Optional<PortStatus> portStatus() {
    return ports;
  }

  @Override
  public Optional<TaskLogs> logs() {
    return Optional.of(new ContainerLogs(wanted.name(), taskId(), surroundings));
  }

  @Override
  public void close() {
    pull.cancel();
  }
}
