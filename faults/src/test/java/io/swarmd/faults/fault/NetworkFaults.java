package io.swarmd.faults.fault;

import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Managers;
import io.swarmd.faults.cluster.Network;
import io.swarmd.faults.cluster.Patience;
import java.time.Duration;
import java.util.function.ObjIntConsumer;

/** Managers cut off from each other; clients still reach every one of them. */
public final class NetworkFaults {

  /** Longer than an election takes. */
  private static final Duration CUT = Duration.ofSeconds(4);

  public static final Fault LEADER_UNPLUGGED = cut("leader's link down",
      (managers, random) -> unplugged(managers, managers.leader()));
  public static final Fault FOLLOWER_UNPLUGGED = cut("follower's link down",
      (managers, random) -> unplugged(managers, managers.follower(random)));
  public static final Fault LEADER_DEAF = cut("leader hears nothing",
      (managers, random) -> dropping(managers, managers.leader(), (network, leader) ->
          network.drop(leader, Network.Way.IN)));
  public static final Fault LEADER_MUTE = cut("leader is not heard",
      (managers, random) -> dropping(managers, managers.leader(), (network, leader) ->
          network.drop(leader, Network.Way.OUT)));
  public static final Fault FOLLOWER_DEAF = cut("follower hears nothing",
      (managers, random) -> dropping(managers, managers.follower(random), (network, follower) ->
          network.drop(follower, Network.Way.IN)));
  /** The leader and one follower do not hear each other, and both hear the others. */
  public static final Fault LINK_CUT = cut("link between leader and a follower", (managers, random) -> {
    int leader = managers.leader().number();
    dropping(managers, managers.follower(random), (network, follower) -> network.dropBetween(follower, leader));
  });

  private NetworkFaults() {}

  private static Fault cut(String name, Fault.Course course) {
    return new Fault(name, Fault.Needs.NAMESPACES, course);
  }

  private static void unplugged(Managers managers, ManagerProcess victim) {
    managers.network().unplug(victim.number());
    try {
      Patience.letLast(CUT);
    } finally {
      managers.network().plug(victim.number());
    }
  }

  private static void dropping(Managers managers, ManagerProcess victim, ObjIntConsumer<Network> drop) {
    drop.accept(managers.network(), victim.number());
    try {
      Patience.letLast(CUT);
    } finally {
      managers.network().mend(victim.number());
    }
  }
}
