package io.swarmd.simulation;

import io.swarmd.simulation.cluster.Cluster;
import io.swarmd.simulation.cluster.SimulatedManager;
import io.swarmd.simulation.cluster.SimulatedWorker;
import io.swarmd.simulation.machine.Hardware;
import io.swarmd.simulation.machine.TaskFortunes;
import io.swarmd.simulation.network.Conditions;
import io.swarmd.store.simulated.LogFaults;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What goes wrong, and what is mended again. */
final class Chaos {

  /** Longest jump of a wall clock, forward or back. */
  private static final Duration CLOCK_JUMP = Duration.ofHours(2);

  private final Cluster cluster;
  private final Random random;

  Chaos(Cluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
  }

  void act() {
    SimulatedManager manager = any(cluster.managers());
    SimulatedWorker worker = any(cluster.workers());
    switch (random.nextInt(21)) {
      case 0, 1 -> cluster.group().elect(manager.member());
      case 2 -> cluster.crash(manager);
      case 3, 4, 5 -> cluster.managers().forEach(cluster::start);
      case 6 -> cluster.group().isolate(manager.member());
      case 7, 8 -> cluster.group().heal(manager.member());
      case 9 -> cluster.crash(worker, false);
      case 10 -> cluster.crash(worker, true);
      case 11, 12, 13 -> cluster.workers().forEach(cluster::start);
      case 14 -> cluster.network().cut(worker.nodeId(), manager.place());
      case 15 -> cut(worker, manager);
      case 16, 17 -> cluster.network().healAll();
      case 18 -> cluster.network().breakConnections(random.nextBoolean() ? worker.nodeId() : manager.place());
      case 19 -> worker.refit(Hardware.any(random));
      default -> jumpClock();
    }
    if (cluster.leader().isEmpty() && random.nextBoolean()) {
      cluster.group().elect(manager.member());
    }
  }

  /** A node from all managers, or managers from each other. */
  private void cut(SimulatedWorker worker, SimulatedManager manager) {
    if (random.nextBoolean()) {
      cluster.places().forEach(place -> cluster.network().cut(worker.nodeId(), place));
    } else {
      cluster.places().stream().filter(place -> !place.equals(manager.place()))
          .forEach(place -> cluster.network().cut(manager.place(), place));
    }
  }

  private void jumpClock() {
    long millis = random.nextLong(2 * CLOCK_JUMP.toMillis()) - CLOCK_JUMP.toMillis();
    cluster.shiftClock(
        random.nextInt(cluster.managers().size() + cluster.workers().size()), Duration.ofMillis(millis));
  }

  private <T> T any(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  /** Mends everything, once and for all. */
  void stop() {
    cluster.network().healAll();
    cluster.network().conditions(Conditions.GOOD);
    cluster.group().behave(LogFaults.NONE);
    cluster.managers().forEach(cluster::start);
    cluster.managers().forEach(manager -> cluster.group().heal(manager.member()));
    cluster.endBanished();
    cluster.workers().forEach(cluster::start);
    cluster.workers().forEach(worker -> worker.machine().fortunes(TaskFortunes.CALM));
    cluster.group().elect(random.nextInt(cluster.managers().size()));
  }
}
