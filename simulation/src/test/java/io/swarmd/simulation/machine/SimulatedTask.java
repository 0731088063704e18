package io.swarmd.simulation.machine;

import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TemporaryFailure;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.Task;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A task on a machine, and all controllers that were ever made for it. */
final class SimulatedTask implements TaskController {

  private enum Phase { NEW, PREPARED, RUNNING, ENDED }

  private final SimulatedMachine machine;
  private final String id;
  private final boolean broken;
  private final boolean ofJob;
  private final CompletableFuture<Integer> end = new CompletableFuture<>();
  private Phase phase = Phase.NEW;
  /** What is under way, so that a call that comes again waits for it and does not begin anew. */
  private Optional<CompletableFuture<Void>> preparing = Optional.empty();
  private Optional<CompletableFuture<Void>> starting = Optional.empty();
  private Optional<CompletableFuture<Void>> stopping = Optional.empty();

  SimulatedTask(SimulatedMachine machine, Task task) {
    this.machine = machine;
    this.id = task.getId();
    this.broken = task.getSpec().getContainer().getImage().endsWith(":broken");
    this.ofJob = task.hasJobIteration();
  }

  String id() {
    return id;
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  void losePower() {
    preparing = Optional.empty();
    starting = Optional.empty();
    stopping = Optional.empty();
    if (phase == Phase.RUNNING) {
      phase = Phase.ENDED;
    }
  }

  @Override
  public CompletableFuture<Void> prepare() {
    if (phase != Phase.NEW) {
      return done();
    }
    if (machine.chance(machine.fortunes().stumble())) {
      return CompletableFuture.failedFuture(new TemporaryFailure("the registry does not answer"));
    }
    if (preparing.isEmpty()) {
      CompletableFuture<Void> prepared = new CompletableFuture<>();
      preparing = Optional.of(prepared);
      machine.later(machine.fortunes().prepare(), () -> finishPreparing(prepared));
    }
    return preparing.get().copy();
  }

  private void finishPreparing(CompletableFuture<Void> prepared) {
    if (preparing.filter(prepared::equals).isEmpty()) {
      return;
    }
    preparing = Optional.empty();
    if (machine.chance(machine.fortunes().reject())) {
      prepared.completeExceptionally(new IllegalStateException("no such image"));
    } else {
      phase = phase == Phase.NEW ? Phase.PREPARED : phase;
      prepared.complete(null);
    }
  }

  @Override
  public CompletableFuture<Void> start() {
    if (phase == Phase.RUNNING || phase == Phase.ENDED) {
      return done();
    }
    if (starting.isEmpty()) {
      CompletableFuture<Void> started = new CompletableFuture<>();
      starting = Optional.of(started);
      machine.later(machine.fortunes().start(), () -> finishStarting(started));
    }
    return starting.get().copy();
  }

  private void finishStarting(CompletableFuture<Void> started) {
    if (starting.filter(started::equals).isEmpty()) {
      return;
    }
    starting = Optional.empty();
    machine.started(id);
    if (machine.chance(broken ? machine.fortunes().failBroken() : machine.fortunes().failToStart())) {
      end(1);
      started.completeExceptionally(new IllegalStateException("exec format error"));
      return;
    }
    phase = Phase.RUNNING;
    live();
    started.complete(null);
  }

  private void live() {
    TaskFortunes fortunes = machine.fortunes();
    if (ofJob) {
      int code = machine.chance(fortunes.failWork()) ? 1 : 0;
      machine.later(fortunes.work(), () -> end(code));
    } else if (machine.chance(fortunes.end())) {
      int code = machine.chance(0.5) ? 1 : 0;
      machine.later(fortunes.life(), () -> end(code));
    }
  }

  private void end(int code) {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      end.complete(code);
    }
  }

  @Override
  public CompletableFuture<Void> awaitEnd() {
    if (phase == Phase.ENDED && !end.isDone()) {
      return CompletableFuture.failedFuture(new IllegalStateException("the task does not run here any more"));
    }
    return end.thenAccept(SimulatedTask::judge);
  }

  private static void judge(int code) {
    if (code != 0) {
      throw new ExitFailure(ContainerStatus.newBuilder().setExitCode(code).build());
    }
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    starting = Optional.empty();
    if (phase != Phase.RUNNING) {
      phase = Phase.ENDED;
      return done();
    }
    if (stopping.isEmpty()) {
      CompletableFuture<Void> stopped = new CompletableFuture<>();
      stopping = Optional.of(stopped);
      machine.later(machine.fortunes().stop(), () -> finishStopping(stopped));
    }
    return stopping.get().copy();
  }

  private void finishStopping(CompletableFuture<Void> stopped) {
    if (stopping.filter(stopped::equals).isPresent()) {
      stopping = Optional.empty();
      end(143);
      stopped.complete(null);
    }
  }

  @Override
  public CompletableFuture<Void> remove() {
    losePower();
    phase = Phase.ENDED;
    machine.forget(id);
    return done();
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
