package io.swarmd.orchestrator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.orchestrator.Things;
import io.swarmd.store.Table;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * From whatever happens to jobs, with every restart condition: never do more run at once than may, and once it stops
 * every slot and every node comes to its end, and then nothing is written any more.
 */
class JobConvergenceTest {

  private static final int JOBS = 3;

  private Turmoil turmoil;
  private Wishes wishes;
  private LoopRig rig;
  private int made;

  @Property(tries = 150)
  @Tag("convergence")
  void replicatedJobs(@ForAll long seed) {
    converges(seed, id -> Things.replicatedJob(id, turmoil.random().nextInt(4), turmoil.random().nextInt(9)));
  }

  @Property(tries = 150)
  @Tag("convergence")
  void globalJobs(@ForAll long seed) {
    converges(seed, Things::globalJob);
  }

  private void converges(long seed, Function<String, Service> mode) {
    turmoil = new Turmoil(seed);
    wishes = new Wishes(turmoil.random());
    rig = turmoil.rig();
    made = 0;
    turmoil.live(() -> wish(mode), this::assertNotTooMany);
    turmoil.services().forEach(this::assertDone);
    turmoil.assertStill();
    turmoil.assertAnotherLeaderFindsNothing();
  }

  private void wish(Function<String, Service> mode) {
    switch (turmoil.random().nextInt(4)) {
      case 0 -> {
        if (turmoil.services().size() < JOBS) {
          // Within a window attempts come back with time, which nobody waits for.
          rig.create(Things.withRestart(mode.apply("j" + made++), wishes.restart().clearWindow()));
        }
      }
      case 1 -> turmoil.anyOf(turmoil.services(), job -> rig.update(Table.SERVICE, job.getId(), Things::again));
      default -> turmoil.anyOf(turmoil.tasks(), this::deleteIfMeant);
    }
  }

  /** The reaper deletes what is on its way out; anybody what is not the word on how often its slot was tried. */
  private void deleteIfMeant(Task task) {
    boolean mayGo = TaskStates.removable(task) || TaskStates.wanted(task) && turmoil.oneIn(8);
    boolean tells = task.getSpec().getRestart().getMaxAttempts() > 0 && rig.view()
        .get(Table.SERVICE, task.getServiceId()).filter(job -> counted(job).contains(task)).isPresent();
    if (mayGo && !tells) {
      turmoil.delete(task);
    }
  }

  private List<Task> counted(Service job) {
    return turmoil.tasks().stream().filter(task -> task.getServiceId().equals(job.getId())
        && task.getJobIteration().equals(job.getJobStatus().getJobIteration())).toList();
  }

  private void assertNotTooMany(Service job) {
    List<Task> live =
        counted(job).stream().filter(task -> TaskStates.wanted(task) && !TaskStates.completed(task)).toList();
    if (ServiceMode.of(job) == ServiceMode.GLOBAL_JOB) {
      assertThat(live).extracting(Task::getNodeId).doesNotHaveDuplicates();
    } else {
      assertThat(live).hasSizeLessThanOrEqualTo((int) job.getSpec().getReplicatedJob().getMaxConcurrent())
          .extracting(Task::getSlot).doesNotHaveDuplicates()
          .allMatch(slot -> slot < job.getSpec().getReplicatedJob().getTotalCompletions());
    }
  }

  private void assertDone(Service job) {
    List<Task> counted = counted(job);
    assertThat(counted).as("nothing lives on")
        .noneMatch(task -> TaskStates.wanted(task) && !TaskStates.completed(task));
    assertThat(turmoil.tasks()).filteredOn(task -> task.getServiceId().equals(job.getId())).as("older iterations go")
        .allMatch(task -> TaskStates.leaving(task) || counted.contains(task));
    List<Task> settled = counted.stream().filter(this::settles).toList();
    if (ServiceMode.of(job) == ServiceMode.GLOBAL_JOB) {
      assertThat(settled).extracting(Task::getNodeId).containsAll(Turmoil.NODES);
      return;
    }
    Set<Long> slots = settled.stream().map(Task::getSlot).collect(Collectors.toCollection(TreeSet::new));
    long total = job.getSpec().getReplicatedJob().getMaxConcurrent() == 0
        ? slots.size() : job.getSpec().getReplicatedJob().getTotalCompletions();
    assertThat(slots).containsExactlyElementsOf(LongStream.range(0, total).boxed().toList());
  }

  /** It ran to its end, or was the last that may: it failed, or was told to stop with its node. */
  private boolean settles(Task task) {
    boolean completed = TaskStates.completed(task);
    boolean last = !TaskStates.wanted(task) && AtRest.mayStayEnded(task.getSpec().getRestart(), completed);
    return (completed || last) && !TaskStates.leaving(task);
  }
}
