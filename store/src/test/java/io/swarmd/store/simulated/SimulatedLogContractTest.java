package io.swarmd.store.simulated;

import io.swarmd.loop.Environment;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.contract.LogCluster;
import io.swarmd.store.contract.ReplicatedLogContract;
import java.time.Duration;
import java.util.function.BooleanSupplier;

class SimulatedLogContractTest extends ReplicatedLogContract {

  /** Entries take their time, so that leadership can be lost while they are under way; nothing else goes wrong. */
  private static final LogFaults SLOW = new LogFaults(Duration.ofMillis(5), 0, 0, 0.9, 0, 0);

  @Override
  protected LogCluster open(int members) {
    return new Simulated(members);
  }

  private static final class Simulated implements LogCluster {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final SimulatedEnvironment environment = new SimulatedEnvironment(5);
    private final SimulatedGroup group;

    Simulated(int members) {
      group = new SimulatedGroup(environment, members, SLOW);
    }

    @Override
    public Environment environment() {
      return environment;
    }

    @Override
    public int size() {
      return group.size();
    }

    @Override
    public ReplicatedLog log(int member) {
      return group.log(member);
    }

    @Override
    public void begin() {
      group.elect(0);
    }

    @Override
    public void loseLeadership(int member, boolean regain) {
      environment.runFor(Duration.ofMillis(3));
      group.elect(regain ? member : (member + 1) % size());
    }

    @Override
    public void crash(int member) {
      group.restart(member);
      environment.runDue();
      group.elect((member + 1) % size());
    }

    @Override
    public void await(String what, BooleanSupplier condition) {
      Duration waited = Duration.ZERO;
      while (!condition.getAsBoolean()) {
        if (waited.compareTo(PATIENCE) > 0) {
          throw new AssertionError("waited in vain for " + what);
        }
        environment.runFor(Duration.ofMillis(1));
        waited = waited.plusMillis(1);
      }
    }

    @Override
    public void close() {
      for (int i = 0; i < size(); i++) {
        group.log(i).close();
      }
    }
  }
}
