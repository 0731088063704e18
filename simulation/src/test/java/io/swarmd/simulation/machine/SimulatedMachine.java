package io.swarmd.simulation.machine;

import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A machine whose tasks take time to prepare, start and stop, fail and end by chance. It outlives the agent: what runs
 * goes on when an agent is killed, and is adopted by the next one.
 */
public final class SimulatedMachine implements TaskExecutor {

  private final Environment environment;
  private final EventLoop loop;
  private final String nodeId;
  private final RunLedger ledger;
  private Hardware hardware;
  private final TreeMap<String, SimulatedTask> tasks = new TreeMap<>();
  private TaskFortunes fortunes = TaskFortunes.ROUGH;

  public SimulatedMachine(Environment environment, String nodeId, Hardware hardware, RunLedger ledger) {
    this.environment = environment;
    this.loop = environment.newLoop("machine-" + nodeId);
    this.nodeId = nodeId;
    this.ledger = ledger;
    this.hardware = hardware;
  }

  /** Gives it other hardware, which it tells of when it is asked next. */
  public void refit(Hardware other) {
    hardware = other;
  }

  public void fortunes(TaskFortunes now) {
    fortunes = now;
  }

  TaskFortunes fortunes() {
    return fortunes;
  }

  boolean chance(double probability) {
    return probability > 0 && environment.random().nextDouble() < probability;
  }

  /** Runs the step after a random part of the span. */
  void later(Duration longest, Runnable step) {
    loop.schedule(Duration.ofNanos(environment.random().nextLong(1 + longest.toNanos())), step);
  }

  void started(String taskId) {
    ledger.started(taskId, nodeId);
  }

  void forget(String taskId) {
    tasks.remove(taskId);
  }

  /** The tasks that run now. */
  public Set<String> running() {
    Set<String> running = new TreeSet<>();
    tasks.forEach((id, task) -> {
      if (task.isRunning()) {
        running.add(id);
      }
    });
    return running;
  }

  /** Ends everything without a word, as a machine that loses power does. */
  public void losePower() {
    tasks.values().forEach(SimulatedTask::losePower);
  }

  @Override
  public CompletableFuture<NodeDescription> describe() {
    return CompletableFuture.completedFuture(
        hardware.describe().toBuilder().setHostname("host-" + nodeId).build());
  }

  @Override
  public TaskController controller(Task task, TaskDependencies dependencies) {
    return tasks.computeIfAbsent(task.getId(), id -> new SimulatedTask(this, task));
  }

  @Override
  public void sweep(Set<String> knownTaskIds) {
    tasks.values().stream().filter(task -> !knownTaskIds.contains(task.id())).toList().forEach(SimulatedTask::remove);
  }
}
