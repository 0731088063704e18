package io.swarmd.simulation.cluster;

import io.swarmd.controlapi.ControlService;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.simulation.check.CommitCheck;
import io.swarmd.simulation.check.Part;
import io.swarmd.simulation.check.WatchedStore;
import io.swarmd.simulation.check.Writers;
import io.swarmd.simulation.machine.ProcessEnvironment;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.SimulatedGroup;
import java.time.Duration;
import java.util.Optional;

/** One manager: its store over the simulated log, its leader's parts and its control API. Crashes and returns. */
public final class SimulatedManager {

  private final SimulatedEnvironment machine;
  private final SimulatedGroup group;
  private final int member;
  private final ManagerGroup members;
  private final Writers writers;
  private final CommitCheck commits;
  private Duration clockShift = Duration.ZERO;
  private Optional<Running> running = Optional.empty();

  /** What a crash takes away. */
  private record Running(
      ProcessEnvironment process, LocalStore store, Leadership leadership, ControlService control) {}

  SimulatedManager(SimulatedEnvironment machine, SimulatedGroup group, int member, ManagerGroup members,
      Writers writers, CommitCheck commits) {
    this.machine = machine;
    this.group = group;
    this.member = member;
    this.members = members;
    this.writers = writers;
    this.commits = commits;
  }

  static String place(int member) {
    return "manager-" + member;
  }

  public int member() {
    return member;
  }

  public String place() {
    return place(member);
  }

  public boolean isRunning() {
    return running.isPresent();
  }

  void start() {
    ProcessEnvironment process = new ProcessEnvironment(machine, clockShift);
    LocalStore store = LocalStore.start(process, group.log(member), Metrics.NONE);
    Leadership leadership = new Leadership(process, store, members, place(), writers);
    ControlService control =
        new ControlService(process, new WatchedStore(store, Part.CONTROL_API, writers), members, Runnable::run);
    running = Optional.of(new Running(process, store, leadership, control));
    commits.watch(store);
  }

  /** Stops dead; its log forgets what had not reached the disk. */
  void crash() {
    running.ifPresent(now -> {
      clockShift = now.process().clockShift();
      now.process().kill();
      group.restart(member);
    });
    running = Optional.empty();
  }

  void shiftClock(Duration by) {
    running.ifPresent(now -> now.process().shiftClock(by));
  }

  public Optional<LocalStore> store() {
    return running.map(Running::store);
  }

  /** Its control API. */
  public Optional<ControlService> control() {
    return running.map(Running::control);
  }

  /** Whether it thinks that it leads. */
  public boolean leads() {
    return store().flatMap(LocalStore::leading).isPresent();
  }

  Optional<Dispatcher> dispatcher() {
    return running.flatMap(now -> now.leadership().dispatcher());
  }
}
