package io.swarmd.orchestrator.job;

import static io.swarmd.orchestrator.Things.again;
import static io.swarmd.orchestrator.Things.replicatedJob;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplicatedJobPlanTest {

  final Service job = replicatedJob("j", 10, 30);

  static List<Task> tasks(Service job, TaskState desired, TaskState observed, LongStream slots) {
    return slots.mapToObj(slot -> task(job, "t" + slot + "-" + desired + job.getJobStatus().getJobIteration()
        .getIndex(), slot, "n", desired, observed)).toList();
  }

  static List<Task> both(List<Task> some, List<Task> others) {
    List<Task> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  static ReplicatedJobPlan plan(Service job, List<Task> tasks) {
    return ReplicatedJobPlan.of(job.getSpec().getReplicatedJob(), Iteration.of(job), tasks, task -> true);
  }

  @Test
  @Tag("orchestration-31")
  void whatRunsKeepsItsSlots() {
    List<Task> running =
        tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(0, 2, 4, 6, 8, 10));
    assertThat(plan(job, running).create()).containsExactly(1L, 3L, 5L, 7L);
    assertThat(plan(job, running).look()).isEmpty();
  }

  @Test
  @Tag("orchestration-32")
  void atTheEndOnlyWhatIsLeftIsMade() {
    List<Task> done = tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 20));
    assertThat(plan(job, done).create()).containsExactlyElementsOf(LongStream.range(20, 30).boxed().toList());
    List<Task> nearly = tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 27));
    assertThat(plan(job, nearly).create()).containsExactly(27L, 28L, 29L);
    List<Task> all = tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 30));
    assertThat(plan(job, all)).isEqualTo(plan(replicatedJob("j", 0, 0), List.of()));
  }

  @Test
  @Tag("orchestration-33")
  void failedTasksAreHandedOnAndHoldTheirSlots() {
    List<Task> failed = tasks(job, TaskState.COMPLETE, TaskState.FAILED, LongStream.of(3, 5));
    List<Task> running = tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(0, 1, 2, 4, 6, 7, 8, 9));
    ReplicatedJobPlan plan = plan(job, both(failed, running));
    assertThat(plan.create()).isEmpty();
    assertThat(plan.look()).containsExactly(3L, 5L);
  }

  @Test
  @Tag("orchestration-34")
  void slotsOfTasksThatWereToldToStopAreUsedAgain() {
    List<Task> stopping = tasks(job, TaskState.SHUTDOWN, TaskState.RUNNING, LongStream.range(0, 10));
    assertThat(plan(job, stopping).create()).containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
  }

  @Test
  @Tag("orchestration-35")
  void anotherIterationBeginsFromTheFirstSlot() {
    List<Task> old = both(tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.range(5, 10)),
        tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 5)));
    ReplicatedJobPlan plan = plan(again(job), old);
    assertThat(plan.create()).containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
    assertThat(plan.remove().values()).flatExtracting(tasks -> tasks).containsExactlyInAnyOrderElementsOf(old);
  }

  @Test
  @Tag("orchestration-36")
  void moreThanMayRunIsBorneAndHoldsNothingUp() {
    Service next = again(replicatedJob("j", 2, 3));
    List<Task> tooMany = both(tasks(next, TaskState.COMPLETE, TaskState.RUNNING, LongStream.range(0, 6)),
        tasks(next, TaskState.COMPLETE, TaskState.FAILED, LongStream.of(6)));
    List<Task> old = tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(9));
    ReplicatedJobPlan plan = plan(next, both(tooMany, old));
    assertThat(plan.create()).isEmpty();
    assertThat(plan.look()).containsExactly(6L);
    assertThat(plan.remove()).containsOnlyKeys(9L);
  }

  @Test
  void aSlotWithoutAttemptsLeftIsNotFilledAgain() {
    List<Task> spent = tasks(job, TaskState.SHUTDOWN, TaskState.FAILED, LongStream.of(0, 1));
    ReplicatedJobPlan plan = ReplicatedJobPlan.of(
        replicatedJob("j", 2, 3).getSpec().getReplicatedJob(), Iteration.of(job), spent, task -> false);
    assertThat(plan.create()).containsExactly(2L);
  }

  @Test
  void aDoneSlotWithATaskStillAliveIsLookedAt() {
    List<Task> slot = both(tasks(job, TaskState.SHUTDOWN, TaskState.COMPLETE, LongStream.of(4)),
        tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(4)));
    assertThat(plan(job, slot).look()).containsExactly(4L);
    JobSlotPlan plan = JobSlotPlan.of(slot, Iteration.of(job), task -> false, task -> false);
    assertThat(plan.shutDown()).containsExactly(slot.getLast());
    assertThat(plan.restart()).isEmpty();
  }
}
