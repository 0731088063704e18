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
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JobTallyTest {

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

  static JobTally tally(Service job, List<Task> tasks, boolean mayRestart) {
    JobTally tally = new JobTally(Iteration.of(job));
    tasks.stream().collect(Collectors.groupingBy(Task::getSlot))
        .forEach((slot, here) -> tally.count(slot, here, task -> mayRestart));
    return tally;
  }

  static List<Long> open(Service job, List<Task> tasks) {
    return tally(job, tasks, true).open(job.getSpec().getReplicatedJob());
  }

  static JobSlotPlan plan(Service job, List<Task> slot) {
    return JobSlotPlan.of(slot, Iteration.of(job), task -> false, task -> false);
  }

  static List<Long> slots(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  @Tag("orchestration-31")
  void whatRunsKeepsItsSlots() {
    List<Task> running = tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(0, 2, 4, 6, 8, 10));
    assertThat(open(job, running)).containsExactly(1L, 3L, 5L, 7L);
  }

  @Test
  @Tag("orchestration-32")
  void atTheEndOnlyWhatIsLeftIsMade() {
    assertThat(open(job, tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 20))))
        .isEqualTo(slots(20, 30));
    assertThat(open(job, tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 27))))
        .isEqualTo(slots(27, 30));
    assertThat(open(job, tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 30)))).isEmpty();
  }

  @Test
  @Tag("orchestration-33")
  void failedTasksAreHandedOnAndHoldTheirSlots() {
    List<Task> failed = tasks(job, TaskState.COMPLETE, TaskState.FAILED, LongStream.of(3, 5));
    List<Task> running = tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(0, 1, 2, 4, 6, 7, 8, 9));
    assertThat(open(job, both(failed, running))).isEmpty();
    assertThat(plan(job, failed.subList(0, 1)).restart()).isEqualTo(failed.subList(0, 1));
    assertThat(plan(job, running.subList(0, 1)).isEmpty()).isTrue();
  }

  @Test
  @Tag("orchestration-34")
  void slotsOfTasksThatWereToldToStopAreUsedAgain() {
    assertThat(open(job, tasks(job, TaskState.SHUTDOWN, TaskState.RUNNING, LongStream.range(0, 10))))
        .isEqualTo(slots(0, 10));
  }

  @Test
  @Tag("orchestration-35")
  void anotherIterationBeginsFromTheFirstSlot() {
    List<Task> old = both(tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(5)),
        tasks(job, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.range(0, 5)));
    assertThat(open(again(job), old)).isEqualTo(slots(0, 10));
    assertThat(old).allSatisfy(task -> assertThat(plan(again(job), List.of(task)).remove()).containsExactly(task));
  }

  @Test
  @Tag("orchestration-36")
  void moreThanMayRunIsBorneAndHoldsNothingUp() {
    Service small = again(replicatedJob("j", 2, 3));
    List<Task> tooMany = tasks(small, TaskState.COMPLETE, TaskState.RUNNING, LongStream.range(0, 6));
    List<Task> failed = tasks(small, TaskState.COMPLETE, TaskState.FAILED, LongStream.of(6));
    List<Task> old = tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(6));
    assertThat(open(small, both(tooMany, failed))).isEmpty();
    JobSlotPlan plan = plan(small, both(failed, old));
    assertThat(plan.restart()).isEqualTo(failed);
    assertThat(plan.remove()).isEqualTo(old);
  }

  @Test
  void aSlotWithoutAttemptsLeftIsNotFilledAgain() {
    List<Task> spent = tasks(job, TaskState.SHUTDOWN, TaskState.FAILED, LongStream.of(0, 1));
    Service small = replicatedJob("j", 2, 3);
    assertThat(tally(job, spent, false).open(small.getSpec().getReplicatedJob())).containsExactly(2L);
  }

  @Test
  void aDoneSlotLosesATaskThatStillLives() {
    List<Task> done = tasks(job, TaskState.SHUTDOWN, TaskState.COMPLETE, LongStream.of(4));
    List<Task> living = tasks(job, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(4));
    assertThat(plan(job, both(done, living)).shutDown()).isEqualTo(living);
    assertThat(plan(job, both(done, living)).restart()).isEmpty();
  }

  @Test
  void aSlotIsCountedAsItIsNow() {
    Service small = replicatedJob("j", 1, 2);
    JobTally tally = tally(small, tasks(small, TaskState.COMPLETE, TaskState.RUNNING, LongStream.of(0)), true);
    assertThat(tally.open(small.getSpec().getReplicatedJob())).isEmpty();
    tally.count(0, tasks(small, TaskState.COMPLETE, TaskState.COMPLETE, LongStream.of(0)), task -> true);
    assertThat(tally.open(small.getSpec().getReplicatedJob())).containsExactly(1L);
    tally.count(0, List.of(), task -> true);
    assertThat(tally.open(small.getSpec().getReplicatedJob())).containsExactly(0L);
  }
}
