package io.swarmd.faults.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Managers;
import io.swarmd.faults.cluster.Patience;
import io.swarmd.faults.cluster.SmallDisk;
import java.util.List;
import java.util.random.RandomGenerator;

/** Disks without room, and files that are not what was written. */
public final class DiskFaults {

  public static final Fault LEADER_DISK_FULL = new Fault("leader's disk full", Fault.Needs.NAMESPACES,
      (managers, random) -> full(managers, managers.leader()));
  public static final Fault FOLLOWER_DISK_FULL = new Fault("follower's disk full", Fault.Needs.NAMESPACES,
      (managers, random) -> full(managers, managers.follower(random)));
  public static final Fault FILE_DAMAGED = new Fault("one killed, a file damaged", Fault.Needs.NOTHING,
      (managers, random) -> damaged(List.of(any(managers, random)), random));
  public static final Fault ALL_KILLED_FILE_DAMAGED = new Fault("all killed, a file damaged", Fault.Needs.NOTHING,
      (managers, random) -> damaged(managers.all(), random));

  private DiskFaults() {}

  private static ManagerProcess any(Managers managers, RandomGenerator random) {
    return managers.all().get(random.nextInt(managers.all().size()));
  }

  /** A manager that cannot write says so and ends; with room again it goes on. */
  private static void full(Managers managers, ManagerProcess victim) {
    ManagerProcess other = managers.all().stream().filter(manager -> manager != victim).findFirst().orElseThrow();
    SmallDisk disk = victim.disk().orElseThrow();
    disk.fill();
    try {
      Patience.until("the end of " + victim.name() + " on a full disk", () -> {
        Bulk.write(other);
        return !victim.isRunning();
      });
      int code = victim.ended();
      assertThat(code).as(victim.said()).isEqualTo(1);
      assertThat(victim.said()).contains("no space left on device");
    } finally {
      disk.free();
    }
    victim.start();
  }

  /**
   * Managers are killed, and a file of one is damaged: it refuses in one line, or heals. Whether it serves other data
   * is for the checker to find.
   */
  private static void damaged(List<ManagerProcess> killed, RandomGenerator random) {
    killed.forEach(ManagerProcess::kill);
    ManagerProcess victim = killed.get(random.nextInt(killed.size()));
    Damage damage = Damage.inflict(victim.stateDirectory(), random);
    killed.forEach(ManagerProcess::launch);
    if (!victim.servesOrEnds()) {
      assertThat(victim.ended()).as(damage + ": " + victim.said()).isEqualTo(1);
      assertThat(victim.said().lines().filter(line -> line.startsWith("Error: "))).as(damage + ": " + victim.said())
          .hasSize(1);
      damage.undo();
      victim.launch();
    }
    killed.forEach(ManagerProcess::awaitServing);
  }
}
