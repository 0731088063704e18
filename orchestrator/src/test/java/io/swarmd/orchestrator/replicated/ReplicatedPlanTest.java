package io.swarmd.orchestrator.replicated;

import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.orchestrator.slot.SlotTasks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicatedPlanTest {

  static final Service SERVICE = replicated("s", 0);

  static ReplicatedPlan plan(long replicas, Task... tasks) {
    return ReplicatedPlan.of(replicas, List.of(tasks), slot -> SlotTasks.updatable(slot, SERVICE, task -> true));
  }

  static List<Long> kept(ReplicatedPlan plan) {
    return plan.keep().stream().map(ReplicaSlot::number).toList();
  }

  @Test
  @Tag("orchestration-8")
  void newSlotsTakeTheLowestFreeNumbers() {
    ReplicatedPlan plan = plan(4, running(SERVICE, "a", 1, "n1"), running(SERVICE, "c", 3, "n1"));
    assertThat(plan.create()).containsExactly(2L, 4L);
    assertThat(kept(plan)).containsExactly(1L, 3L);
    assertThat(plan.remove()).isEmpty();
  }

  @ParameterizedTest
  @Tag("orchestration-9")
  @CsvSource({"6, '7'", "4, '5 6 7'", "2, '1 3 5 6 7'", "0, '1 2 3 4 5 6 7'"})
  void victimsAreTheUnassignedThenTheMostLoadedNodesThenTheIdleThenTheHighest(long replicas, String removed) {
    ReplicatedPlan plan = plan(replicas,
        task(SERVICE, "t1", 1, "n1", TaskState.RUNNING, TaskState.STARTING),
        running(SERVICE, "t2", 2, "n2"), running(SERVICE, "t3", 3, "n2"),
        running(SERVICE, "t4", 4, "n3"), running(SERVICE, "t5", 5, "n3"), running(SERVICE, "t6", 6, "n3"),
        task(SERVICE, "t7", 7, "", TaskState.RUNNING, TaskState.PENDING));
    assertThat(plan.remove().keySet())
        .containsExactlyElementsOf(Stream.of(removed.split(" ")).map(Long::valueOf).toList());
    assertThat(plan.create()).isEmpty();
  }

  @Test
  void equalSlotsGoFromTheHighestNumberHoweverManyThereAre() {
    List<Task> tasks = new ArrayList<>(LongStream.rangeClosed(1, 200)
        .mapToObj(number -> running(SERVICE, "t" + number, number, "node" + number)).toList());
    ReplicatedPlan plan = plan(150, tasks.toArray(Task[]::new));
    assertThat(kept(plan)).containsExactlyElementsOf(LongStream.rangeClosed(1, 150).boxed().toList());
  }

  @Test
  @Tag("orchestration-11")
  void aSlotOnItsWayOutIsNoReplicaAndItsTasksAreLeftAlone() {
    ReplicatedPlan plan = plan(2, running(SERVICE, "a", 1, "n1"), running(SERVICE, "b", 2, "n1"),
        task(SERVICE, "c", 3, "n1", TaskState.REMOVE, TaskState.RUNNING));
    assertThat(kept(plan)).containsExactly(1L, 2L);
    assertThat(plan.remove()).isEmpty();
  }

  @Test
  void aRemovedSlotTakesItsHistoryAlong() {
    Task old = task(SERVICE, "old", 2, "n1", TaskState.SHUTDOWN, TaskState.FAILED);
    ReplicatedPlan plan = plan(1, running(SERVICE, "a", 1, "n1"), running(SERVICE, "b", 2, "n1"), old);
    assertThat(plan.remove()).containsOnlyKeys(2L);
    assertThat(plan.remove().get(2L)).extracting(Task::getId).containsExactlyInAnyOrder("b", "old");
  }

  @Test
  void aDeadSlotTakenUpAgainKeepsItsHistoryAndTheOthersGo() {
    ReplicatedPlan plan = plan(2, running(SERVICE, "a", 1, "n1"),
        task(SERVICE, "dead2", 2, "n1", TaskState.SHUTDOWN, TaskState.SHUTDOWN),
        task(SERVICE, "dead5", 5, "n1", TaskState.SHUTDOWN, TaskState.SHUTDOWN));
    assertThat(plan.create()).containsExactly(2L);
    assertThat(plan.remove()).containsOnlyKeys(5L);
  }
}
