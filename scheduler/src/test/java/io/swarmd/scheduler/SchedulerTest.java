package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.labelled;
import static io.swarmd.scheduler.Samples.memory;
import static io.swarmd.scheduler.Samples.moved;
import static io.swarmd.scheduler.Samples.node;
import static io.swarmd.scheduler.Samples.nodes;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.running;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.withHostPort;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The loop: what it decides, when it looks again, and what it does when a decision comes to nothing. */
class SchedulerTest {

  private final LoopOnState cluster = new LoopOnState(new Scheduler()).start();

  private Task task(String id) {
    return cluster.get(Table.TASK, id);
  }

  private String errorOf(String id) {
    return task(id).getStatus().getErr();
  }

  @Test
  @Tag("scheduling-1")
  void emptyNodesComeFirst() {
    cluster.put(Table.NODE, nodes(3)).put(Table.TASK, running("old", "other", "n2"));
    cluster.put(Table.TASK, pending("a", "s"), pending("b", "s")).settle();
    assertThat(List.of(task("a").getNodeId(), task("b").getNodeId())).containsExactlyInAnyOrder("n1", "n3");
    assertThat(task("a").getStatus().getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(task("a").getStatus().getMessage()).isEqualTo("scheduler assigned task to node");
  }

  @Test
  @Tag("scheduling-2")
  @Tag("scheduling-3")
  @Tag("scheduling-40")
  void aTaskWithoutNodesWaitsAndSaysSo() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.TASK, pending("a", "s")).settle();
    assertThat(errorOf("a")).isEqualTo("no suitable node");
    assertThat(task("a").getStatus().getState()).isEqualTo(TaskState.PENDING);
    long written = cluster.unitsWritten();
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.TASK, pending("x", "gone")).settle();
    assertThat(cluster.unitsWritten()).as("nothing new to say").isEqualTo(written);
    cluster.put(Table.NODE, node("n1")).settle();
    assertThat(task("a").getNodeId()).isEqualTo("n1");
    assertThat(errorOf("a")).isEmpty();
  }

  @Test
  @Tag("scheduling-4")
  @Tag("scheduling-5")
  void aNodeThatIsDownTakesNothingUntilItIsBack() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.NODE, node("n1"));
    cluster.put(Table.NODE, node("n1", n -> n.getStatusBuilder().setState(State.DOWN)));
    cluster.put(Table.TASK, pending("a", "s")).settle();
    assertThat(errorOf("a")).isEqualTo("no suitable node (1 node not available for new tasks)");
    cluster.put(Table.NODE, node("n1")).settle();
    assertThat(task("a").getNodeId()).isEqualTo("n1");
  }

  @Test
  @Tag("scheduling-6")
  void reasonsAreCountedTheMostFrequentFirst() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.NODE, node("weak", 1, 10), unknown("u1"), unknown("u2"));
    cluster.put(Table.TASK, pending("a", "s", memory(100))).settle();
    assertThat(errorOf("a")).isEqualTo(
        "no suitable node (2 nodes not available for new tasks; insufficient resources on 1 node)");
  }

  private static io.swarmd.api.Node unknown(String id) {
    return node(id, n -> n.getStatusBuilder().setState(State.UNKNOWN));
  }

  @Test
  @Tag("scheduling-7")
  @Tag("scheduling-8")
  void resourcesAreFreeOnceTheHolderHasStopped() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.NODE, node("n1", 1, 100));
    cluster.put(Table.TASK, pending("holder", "s", memory(80))).settle();
    cluster.put(Table.TASK, pending("next", "s", memory(80))).settle();
    assertThat(errorOf("next")).isEqualTo("no suitable node (insufficient resources on 1 node)");
    Task stopping = moved(task("holder"), TaskState.RUNNING).toBuilder().setDesiredState(TaskState.SHUTDOWN).build();
    cluster.put(Table.TASK, stopping).settle();
    assertThat(task("next").getNodeId()).isEmpty();
    cluster.put(Table.TASK, moved(stopping, TaskState.SHUTDOWN)).settle();
    assertThat(task("next").getNodeId()).isEqualTo("n1");
  }

  @Test
  @Tag("scheduling-9")
  @Tag("scheduling-10")
  void deadTasksAndLimitsDoNotCount() {
    Task dead = moved(pending("dead", "s", memory(100)), TaskState.FAILED).toBuilder().setNodeId("n1").build();
    Task limited = pending("limited", "s", spec -> spec.getResourcesBuilder().getLimitsBuilder().setMemoryBytes(500));
    LoopOnState late = new LoopOnState(new Scheduler(), node("n1", 1, 100), service("s", 1), dead,
        pending("a", "s", memory(100)), limited).start().settle();
    assertThat(late.get(Table.TASK, "a").getNodeId()).isEqualTo("n1");
    assertThat(late.get(Table.TASK, "limited").getNodeId()).isEqualTo("n1");
  }

  @Test
  @Tag("scheduling-27")
  void aTaskToldToStopBeforeItHadANodeIsStopped() {
    cluster.put(Table.SERVICE, service("s", 2)).put(Table.TASK, pending("a", "s")).settle();
    assertThat(errorOf("a")).as("its service has a newer version").isEmpty();
    cluster.put(Table.TASK, task("a").toBuilder().setDesiredState(TaskState.SHUTDOWN).build()).settle();
    assertThat(task("a").getStatus().getState()).isEqualTo(TaskState.SHUTDOWN);
  }

  @Test
  @Tag("scheduling-28")
  void aTaskWhoseServiceIsGoneIsForgotten() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.TASK, pending("a", "s")).settle();
    cluster.delete(Table.SERVICE, "s").settle();
    cluster.put(Table.NODE, node("n1")).settle();
    assertThat(task("a").getNodeId()).isEmpty();
  }

  @Test
  @Tag("scheduling-37")
  void manyTasksOfOneTransactionAreDecidedTogether() {
    cluster.put(Table.NODE, nodes(10)).put(Table.TASK, pending(200, "s"));
    assertThat(cluster.proposed()).hasSize(200);
  }

  @Test
  @Tag("scheduling-38")
  void aDecisionOnAnOldCopyIsGivenBackAndMadeAgain() {
    cluster.put(Table.NODE, node("n1", 1, 100)).put(Table.TASK, pending("a", "s", memory(100)));
    Task changed = task("a").toBuilder().setSlot(7).build();
    cluster.put(Table.TASK, changed).settle();
    assertThat(task("a").getNodeId()).isEqualTo("n1");
    assertThat(task("a").getSlot()).isEqualTo(7);
  }

  @Test
  @Tag("scheduling-39")
  void aTaskDeletedUnderADecisionWeighsNoMore() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.NODE, node("n1", 1, 100));
    cluster.put(Table.TASK, pending("a", "s", memory(100)));
    cluster.delete(Table.TASK, "a").settle();
    cluster.put(Table.TASK, pending("b", "s", memory(100))).settle();
    assertThat(task("b").getNodeId()).isEqualTo("n1");
  }

  @Test
  void whatWeighsOnANodeWhileInFlightIsNotGivenTwice() {
    cluster.put(Table.SERVICE, service("s", 1)).put(Table.NODE, node("n1", 1, 100));
    cluster.put(Table.TASK, pending("a", "s", memory(60)));
    cluster.put(Table.TASK, pending("b", "s", memory(60)));
    assertThat(cluster.proposed()).extracting(io.swarmd.store.Unit::key).containsExactly("a", "b");
    cluster.settle();
    assertThat(task("a").getNodeId()).isEqualTo("n1");
    assertThat(errorOf("b")).isEqualTo("no suitable node (insufficient resources on 1 node)");
  }

  @Test
  void aConflictWithoutNewsIsTriedAgainAfterAWhile() {
    cluster.put(Table.NODE, node("n1")).put(Table.TASK, pending("a", "s"));
    cluster.conflictNext();
    assertThat(cluster.proposed()).isEmpty();
    cluster.pass(Duration.ofMillis(99));
    assertThat(cluster.proposed()).isEmpty();
    cluster.pass(Duration.ofMillis(1)).settle();
    assertThat(task("a").getNodeId()).isEqualTo("n1");
  }

  @Test
  void aTaskThatVanishesBeforeItIsTriedAgainLeavesNothingToWakeFor() {
    Scheduler scheduler = new Scheduler();
    LoopOnState alone = new LoopOnState(scheduler).start();
    alone.put(Table.NODE, node("n1")).put(Table.TASK, pending("a", "s"));
    alone.conflictNext();
    assertThat(scheduler.nextWake()).isPresent();
    alone.delete(Table.TASK, "a").pass(Duration.ofSeconds(1));
    assertThat(scheduler.nextWake()).isEmpty();
  }

  @Test
  void whatIsRefusedForGoodIsLeftAlone() {
    cluster.put(Table.NODE, node("n1")).put(Table.TASK, pending("a", "s"));
    cluster.failNext(new Outcome.Refused(Reason.TOO_LARGE, "too large"));
    cluster.pass(Duration.ofMinutes(1));
    assertThat(cluster.proposed()).isEmpty();
  }

  @Test
  void aNodeThatWentDownMeanwhileGetsNothing() {
    cluster.put(Table.NODE, nodes(2)).put(Table.TASK, pending("a", "s"));
    cluster.put(Table.NODE, node("n1", n -> n.getStatusBuilder().setState(State.DOWN)));
    cluster.settle();
    cluster.pass(Duration.ofMillis(100)).settle();
    assertThat(task("a").getNodeId()).isEqualTo("n2");
  }

  @Test
  void aNodeWhoseLabelsChangedMeanwhileGetsNothing() {
    cluster.put(Table.NODE, labelled("n1", "zone", "near"));
    cluster.put(Table.TASK,
        pending("a", "s", spec -> spec.getPlacementBuilder().addConstraints("node.labels.zone==near")));
    cluster.put(Table.NODE, labelled("n1", "zone", "far"));
    cluster.settle();
    cluster.pass(Duration.ofMillis(100)).settle();
    assertThat(task("a").getNodeId()).isEmpty();
  }

  @Test
  void whatAFormerLeaderPlacedWeighsBeforeTheOutcomesOfAllProposalsAreKnown() {
    LoopOnState late = new LoopOnState(new Scheduler(), node("n1"), service("s", 1),
        withHostPort(pending("a", "s"), 80, Protocol.TCP), withHostPort(pending("b", "s"), 80, Protocol.TCP)).start();
    assertThat(late.proposed()).hasSize(2);
    Task first = late.get(Table.TASK, late.proposed().getFirst().key());
    Task other = late.get(Table.TASK, late.proposed().getLast().key());
    late.write(tx -> {
      tx.update(Table.TASK, first.toBuilder().setStatus(first.getStatus().toBuilder().setErr("no room")).build());
      tx.update(Table.TASK, moved(other, TaskState.ASSIGNED).toBuilder().setNodeId("n1").build());
    });
    late.settle();
    assertThat(late.get(Table.TASK, first.getId()).getNodeId()).isEmpty();
  }
}
