package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.node;
import static io.swarmd.scheduler.Samples.nodes;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.withHostPort;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.fixture.LoopOnState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that come with their node: those of global services, and network attachments. */
class PresetTasksTest {

  private static Task preset(String id, String nodeId) {
    return pending(id, "g").toBuilder().setNodeId(nodeId).build();
  }

  @Test
  @Tag("scheduling-23")
  void theyAreConfirmedBeforeOthersArePlaced() {
    LoopOnState cluster = new LoopOnState(new Scheduler(), node("n1"), service("g", 1), pending("a", "s"),
        preset("p", "n1")).start();
    assertThat(cluster.proposed()).extracting(Unit::key).containsExactly("p", "a");
    cluster.settle();
    assertThat(cluster.get(Table.TASK, "p").getStatus().getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(cluster.get(Table.TASK, "p").getStatus().getMessage())
        .isEqualTo("scheduler confirmed task can run on preassigned node");
  }

  @ParameterizedTest
  @EnumSource(value = TaskState.class, names = {"SHUTDOWN", "REMOVE"})
  @Tag("scheduling-24")
  void thoseToldToStopAreNotConfirmed(TaskState desired) {
    LoopOnState cluster = new LoopOnState(new Scheduler(), node("n1"), service("g", 1),
        preset("p", "n1").toBuilder().setDesiredState(desired).build()).start().settle();
    assertThat(cluster.get(Table.TASK, "p").getStatus().getState()).isNotEqualTo(TaskState.ASSIGNED);
  }

  @Test
  @Tag("scheduling-25")
  void oneThatDoesNotFitSaysWhyAndWaitsForItsNode() {
    LoopOnState cluster = new LoopOnState(new Scheduler()).start().put(Table.NODE, nodes(2));
    cluster.put(Table.TASK, withHostPort(preset("p", "n1"), 58, Protocol.TCP)).settle();
    cluster.put(Table.TASK, withHostPort(preset("q", "n1"), 58, Protocol.TCP)).settle();
    assertThat(cluster.get(Table.TASK, "q").getStatus().getErr()).isEqualTo("host-mode port already in use on 1 node");
    assertThat(cluster.get(Table.TASK, "q").getStatus().getState()).isEqualTo(TaskState.PENDING);
    long written = cluster.unitsWritten();
    cluster.put(Table.NODE, node("n1")).settle();
    assertThat(cluster.unitsWritten()).as("the reason is the same").isEqualTo(written);
    cluster.delete(Table.TASK, "p").settle();
    assertThat(cluster.get(Table.TASK, "q").getStatus().getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(cluster.get(Table.TASK, "q").getStatus().getErr()).isEmpty();
  }

  @Test
  void oneWhoseNodeIsUnknownWaitsSilently() {
    LoopOnState cluster = new LoopOnState(new Scheduler()).start().put(Table.TASK, preset("p", "n1"));
    assertThat(cluster.proposed()).isEmpty();
    cluster.put(Table.NODE, node("n1")).settle();
    assertThat(cluster.get(Table.TASK, "p").getStatus().getState()).isEqualTo(TaskState.ASSIGNED);
  }
}
