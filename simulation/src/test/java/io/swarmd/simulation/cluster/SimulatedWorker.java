package io.swarmd.simulation.cluster;

import io.swarmd.agent.Agent;
import io.swarmd.agent.AgentListener;
import io.swarmd.agent.AgentSettings;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.dispatch.DispatcherConnections;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.simulation.check.Violations;
import io.swarmd.simulation.machine.Hardware;
import io.swarmd.simulation.machine.ProcessEnvironment;
import io.swarmd.simulation.machine.RunLedger;
import io.swarmd.simulation.machine.SimulatedMachine;
import java.time.Duration;
import java.util.Optional;

/** One worker: its machine and its agent's database outlive its agent. */
public final class SimulatedWorker {

  private final SimulatedEnvironment environment;
  private final String nodeId;
  private final DispatcherConnections connections;
  private final Violations violations;
  private final SimulatedMachine machine;
  private final MemoryTaskDatabase database = new MemoryTaskDatabase();
  private Duration clockShift = Duration.ZERO;
  private Optional<Running> running = Optional.empty();
  private boolean banished;

  private record Running(ProcessEnvironment process, Agent agent) {}

  SimulatedWorker(SimulatedEnvironment environment, String nodeId, Hardware hardware,
      DispatcherConnections connections, RunLedger ledger, Violations violations) {
    this.environment = environment;
    this.nodeId = nodeId;
    this.connections = connections;
    this.violations = violations;
    this.machine = new SimulatedMachine(environment, nodeId, hardware, ledger);
  }

  public String nodeId() {
    return nodeId;
  }

  public SimulatedMachine machine() {
    return machine;
  }

  public boolean isRunning() {
    return running.isPresent();
  }

  void start() {
    ProcessEnvironment process = new ProcessEnvironment(environment, clockShift);
    Agent agent = new Agent(process, AgentSettings.defaults(), connections, machine, database, new AgentListener() {
      @Override
      public void ended(RuntimeException failure) {
        if (!banished) {
          violations.add("the agent of " + nodeId + " ended by itself: " + failure);
        }
      }
    });
    agent.start();
    running = Optional.of(new Running(process, agent));
  }

  /** Kills the agent; its tasks go on. */
  void crash() {
    running.ifPresent(now -> {
      clockShift = now.process().clockShift();
      now.agent().crash();
      now.process().kill();
    });
    running = Optional.empty();
  }

  /** Its node is removed: its agent may give up. */
  void banish() {
    banished = true;
  }

  /** Gives its machine other hardware; its agent tells of it at once, or when it starts. */
  public void refit(Hardware hardware) {
    machine.refit(hardware);
    running.ifPresent(now -> now.agent().describeAgain());
  }

  void shiftClock(Duration by) {
    running.ifPresent(now -> now.process().shiftClock(by));
  }
}
