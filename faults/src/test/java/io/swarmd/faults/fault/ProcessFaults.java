package io.swarmd.faults.fault;

import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Managers;
import io.swarmd.faults.cluster.Patience;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Processes that end, or stand still. */
public final class ProcessFaults {

  /** Longer than an election takes. */
  private static final Duration AWAY = Duration.ofSeconds(3);

  public static final Fault LEADER_KILLED =
      simple("leader killed", (managers, random) -> killed(List.of(managers.leader())));
  public static final Fault FOLLOWER_KILLED =
      simple("follower killed", (managers, random) -> killed(List.of(managers.follower(random))));
  public static final Fault ALL_KILLED =
      simple("all killed", (managers, random) -> killed(managers.all()));
  public static final Fault LEADER_PAUSED =
      simple("leader paused", (managers, random) -> paused(managers.leader()));
  public static final Fault FOLLOWER_PAUSED =
      simple("follower paused", (managers, random) -> paused(managers.follower(random)));
  public static final Fault LEADER_KILLED_TWICE =
      simple("leader and its successor killed", ProcessFaults::killedTwice);

  private ProcessFaults() {}

  private static Fault simple(String name, Fault.Course course) {
    return new Fault(name, Fault.Needs.NOTHING, course);
  }

  private static void killed(List<ManagerProcess> victims) {
    victims.forEach(ManagerProcess::kill);
    if (victims.size() == 1) {
      Patience.letLast(AWAY);
    }
    victims.forEach(ManagerProcess::launch);
    victims.forEach(ManagerProcess::awaitServing);
  }

  private static void paused(ManagerProcess victim) {
    victim.pause();
    Patience.letLast(AWAY);
    victim.resume();
  }

  /** With three managers nobody can lead until one is back. */
  private static void killedTwice(Managers managers, RandomGenerator random) {
    ManagerProcess first = managers.leader();
    first.kill();
    ManagerProcess second = managers.leader();
    second.kill();
    first.start();
    second.start();
  }
}
