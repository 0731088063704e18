package io.swarmd.orchestrator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.orchestrator.Things;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * From whatever happens to services, with every failure action of updates and every restart condition: once it stops,
 * every service comes to what it asks for, and then nothing is written any more.
 */
class ServiceConvergenceTest {

  private static final int SERVICES = 3;

  private Turmoil turmoil;
  private Wishes wishes;
  private LoopRig rig;
  private int made;

  @Property(tries = 150)
  @Tag("convergence")
  void replicatedServices(@ForAll long seed) {
    converges(seed, id -> Things.replicated(id, wishes.replicas()));
  }

  @Property(tries = 150)
  @Tag("convergence")
  void globalServices(@ForAll long seed) {
    converges(seed, Things::global);
  }

  private void converges(long seed, Function<String, Service> mode) {
    turmoil = new Turmoil(seed);
    wishes = new Wishes(turmoil.random());
    rig = turmoil.rig();
    made = 0;
    turmoil.live(() -> wish(mode), this::assertNotTooMany);
    turmoil.services().forEach(service -> new AtRest(rig, service).check());
    assertThat(turmoil.tasks()).filteredOn(TaskStates::wanted)
        .allMatch(task -> rig.view().get(Table.SERVICE, task.getServiceId()).isPresent());
    turmoil.assertStill();
    if (turmoil.tasks().stream().allMatch(task -> task.getSpec().getRestart().getMaxAttempts() == 0)) {
      // A new leader counts attempts from the tasks of one spec version (orchestration sheet, 8.5), maybe fewer.
      turmoil.assertAnotherLeaderFindsNothing();
    }
  }

  private void wish(Function<String, Service> mode) {
    switch (turmoil.random().nextInt(6)) {
      case 0 -> {
        if (turmoil.services().size() < SERVICES) {
          rig.create(wishes.of(mode.apply("s" + made++)));
        }
      }
      case 1, 2, 3 -> turmoil.anyOf(turmoil.services(),
          service -> rig.update(Table.SERVICE, service.getId(), wishes::change));
      case 4 -> turmoil.anyOf(turmoil.tasks(), this::deleteIfMeant);
      default -> turmoil.anyOf(turmoil.services(), service -> {
        if (turmoil.oneIn(3)) {
          rig.write(tx -> tx.delete(Table.SERVICE, service.getId()));
        }
      });
    }
  }

  /**
   * The reaper deletes what is on its way out, and history that another task of the slot has followed. A live task may
   * be deleted by hand: of replicated services another is made if the policy replaces tasks, of global ones only at the
   * next reconcile. Nobody deletes what tells a new leader how often a slot was tried.
   */
  private void deleteIfMeant(Task task) {
    RestartPolicy policy = task.getSpec().getRestart();
    boolean byHand = turmoil.oneIn(4) && TaskStates.wanted(task) && task.getSlot() != 0
        && policy.getCondition() == RestartCondition.ANY;
    boolean history = TaskStates.terminal(task) && !TaskStates.wanted(task) && rig.view().find(Index.TASK_BY_SLOT,
        Index.slotKey(task.getServiceId(), task.getSlot(), task.getSlot() == 0 ? task.getNodeId() : "")).stream()
        .anyMatch(TaskStates::wanted);
    boolean tells = policy.getMaxAttempts() > 0;
    if (TaskStates.removable(task) || !tells && (history || byHand)) {
      turmoil.delete(task);
    }
  }

  /** Two tasks are meant to run in a slot only while its service is being updated or moves. */
  private void assertNotTooMany(Service service) {
    if (!service.hasPreviousSpec() && !service.hasUpdateStatus() && !ServiceOption.REBALANCE.isOn(service.getSpec())) {
      assertThat(rig.wanted(service.getId())).extracting(Slot::of).doesNotHaveDuplicates();
    }
  }
}
