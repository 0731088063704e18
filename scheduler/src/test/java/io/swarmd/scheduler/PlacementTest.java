package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.labelled;
import static io.swarmd.scheduler.Samples.memory;
import static io.swarmd.scheduler.Samples.node;
import static io.swarmd.scheduler.Samples.nodes;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.running;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.spread;
import static io.swarmd.scheduler.Samples.withHostPort;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tasks go. */
class PlacementTest {

  private final LoopOnState cluster = new LoopOnState(new Scheduler(), service("s", 1), service("t", 1)).start();

  private long tasksOn(String nodeId, String serviceId) {
    return cluster.state().find(Index.TASK_BY_NODE, nodeId).stream().filter(t -> t.getServiceId().equals(serviceId))
        .count();
  }

  private void add(int count, String prefix, String serviceId, Consumer<TaskSpec.Builder> spec) {
    cluster.put(Table.TASK, IntStream.range(0, count).mapToObj(i -> pending(prefix + i, serviceId, spec))
        .toArray(Task[]::new))
        .settle();
  }

  @Test
  @Tag("scheduling-11")
  void theServiceIsSpreadBeforeTheNodesAreLevelled() {
    cluster.put(Table.NODE, node("n1", 1, 100), node("n2", 1, 400));
    cluster.put(Table.TASK, running("x1", "o", "n1"), running("x2", "o", "n2"), running("x3", "o", "n2"),
        running("x4", "o", "n2"));
    add(2, "a", "s", memory(100));
    assertThat(tasksOn("n1", "s")).isEqualTo(1);
    assertThat(tasksOn("n2", "s")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("scheduling-12")
  @Tag("scheduling-13")
  void tasksAreSpreadEvenly(boolean versioned) {
    cluster.put(Table.NODE, nodes(5));
    Task[] tasks = pending(18, "s");
    for (int i = 0; !versioned && i < tasks.length; i++) {
      tasks[i] = tasks[i].toBuilder().clearSpecVersion().build();
    }
    cluster.put(Table.TASK, tasks).settle();
    assertThat(IntStream.rangeClosed(1, 5).mapToLong(i -> tasksOn("n" + i, "s")).sorted())
        .containsExactly(3L, 3L, 4L, 4L, 4L);
    add(2, "b", "t", spec -> { });
    assertThat(IntStream.rangeClosed(1, 5).filter(i -> tasksOn("n" + i, "s") == 3)
        .mapToLong(i -> tasksOn("n" + i, "t")))
        .containsExactly(1L, 1L);
  }

  @Test
  @Tag("scheduling-14")
  @Tag("scheduling-15")
  @Tag("scheduling-17")
  void aNodeWhereTheServiceKeepsFailingIsUsedLastForAWhile() {
    cluster.put(Table.NODE, nodes(2)).put(Table.TASK, running("x1", "o", "n1"), running("x2", "o", "n1"));
    failOn("n2", 5, "s");
    add(1, "a", "s", spec -> { });
    assertThat(tasksOn("n1", "s")).as("held against the node").isEqualTo(1);
    Task newer = pending("b", "s").toBuilder().setSpecVersion(Version.newBuilder().setIndex(2)).build();
    cluster.put(Table.TASK, newer).settle();
    assertThat(cluster.get(Table.TASK, "b").getNodeId()).as("another version").isEqualTo("n2");
    cluster.pass(Duration.ofMinutes(5).plusSeconds(1));
    cluster.delete(Table.TASK, "b").delete(Table.TASK, "a0");
    add(1, "c", "s", spec -> { });
    assertThat(cluster.get(Table.TASK, "c0").getNodeId()).as("long ago").isEqualTo("n2");
  }

  @Test
  @Tag("scheduling-16")
  void failuresOfTasksThatCameWithTheNodeDoNotCount() {
    cluster.put(Table.NODE, nodes(2)).put(Table.TASK, running("x1", "o", "n1"));
    for (int i = 0; i < 5; i++) {
      cluster.put(Table.TASK, pending("p" + i, "s").toBuilder().setNodeId("n2").build()).settle();
      cluster.put(Table.TASK, Samples.moved(cluster.get(Table.TASK, "p" + i), TaskState.FAILED));
    }
    add(1, "a", "s", spec -> { });
    assertThat(cluster.get(Table.TASK, "a0").getNodeId()).isEqualTo("n2");
  }

  private void failOn(String nodeId, int times, String serviceId) {
    for (int i = 0; i < times; i++) {
      String id = nodeId + "failure" + i;
      cluster.put(Table.TASK, running(id, serviceId, nodeId));
      cluster.put(Table.TASK, Samples.moved(cluster.get(Table.TASK, id), TaskState.FAILED));
    }
  }

  @Test
  @Tag("scheduling-18")
  void branchesGetTheSame() {
    cluster.put(Table.NODE, labelled("a1", "az", "1"), labelled("b1", "az", "2"), labelled("b2", "az", "2"),
        labelled("b3", "az", "2"), labelled("b4", "az", "2"));
    add(8, "a", "s", spread("node.labels.az"));
    assertThat(tasksOn("a1", "s")).isEqualTo(4);
    assertThat(IntStream.rangeClosed(1, 4).mapToLong(i -> tasksOn("b" + i, "s"))).containsExactly(1L, 1L, 1L, 1L);
  }

  @Test
  @Tag("scheduling-19")
  @Tag("scheduling-20")
  void nodesWithoutTheLabelAreABranchAndUnknownDescriptorsDoNotCount() {
    cluster.put(Table.NODE, labelled("a1", "az", "1"), node("b1"), node("b2"));
    add(4, "a", "s", spread("region", "NODE.labels.az", "node.labels."));
    assertThat(tasksOn("a1", "s")).isEqualTo(2);
    assertThat(tasksOn("b1", "s")).isEqualTo(1);
  }

  @Test
  @Tag("scheduling-21")
  void whatABranchCannotHoldGoesToTheOthersEvenly() {
    cluster.put(Table.NODE, node("a1", n -> {
      n.getSpecBuilder().getAnnotationsBuilder().putLabels("az", "1");
      n.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(50);
    }));
    for (String id : new String[] {"b1", "b2"}) {
      cluster.put(Table.NODE, node(id, n -> {
        n.getSpecBuilder().getAnnotationsBuilder().putLabels("az", "2").putLabels("rack", id);
        n.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(1000);
      }));
    }
    add(12, "a", "s", memory(10).andThen(spread("node.labels.az", "node.labels.rack")));
    assertThat(tasksOn("a1", "s")).isEqualTo(5);
    assertThat(new long[] {tasksOn("b1", "s"), tasksOn("b2", "s")}).containsExactlyInAnyOrder(4, 3);
  }

  @Test
  @Tag("scheduling-22")
  void runningTasksCountInTheirBranches() {
    cluster.put(Table.NODE, labelled("d1r1", "dc", "1", "rack", "1"), labelled("d1r2", "dc", "1", "rack", "2"),
        labelled("d2r1", "dc", "2", "rack", "1"));
    int number = 0;
    for (String nodeId : new String[] {"d1r1", "d1r1", "d1r1", "d1r2", "d2r1", "d2r1", "d2r1"}) {
      cluster.put(Table.TASK, running("r" + number++, "s", nodeId));
    }
    add(2, "a", "s", spread("node.labels.dc", "node.labels.rack"));
    assertThat(tasksOn("d1r1", "s")).isEqualTo(3);
    assertThat(tasksOn("d1r2", "s") + tasksOn("d2r1", "s")).isEqualTo(6);
  }

  @Test
  @Tag("scheduling-26")
  void noMoreThanTheMostPerNode() {
    cluster.put(Table.NODE, nodes(2));
    add(3, "a", "s", spec -> spec.getPlacementBuilder().setMaxReplicas(1));
    assertThat(tasksOn("n1", "s") + tasksOn("n2", "s")).isEqualTo(2);
    assertThat(cluster.state().all(Table.TASK)).extracting(t -> t.getStatus().getErr())
        .containsOnlyOnce("no suitable node (max replicas per node limit exceed)");
  }

  @Test
  @Tag("scheduling-29")
  @Tag("scheduling-30")
  void aHostPortIsGivenOncePerNodeAndProtocol() {
    cluster.put(Table.NODE, nodes(2));
    for (String id : new String[] {"a", "b"}) {
      cluster.put(Table.TASK, withHostPort(pending(id, "s"), 58, Protocol.TCP)).settle();
    }
    cluster.put(Table.TASK, withHostPort(pending("c", "s"), 58, Protocol.UDP),
        withHostPort(pending("d", "s"), 58, Protocol.TCP));
    cluster.settle();
    assertThat(cluster.get(Table.TASK, "c").getNodeId()).isNotEmpty();
    assertThat(cluster.get(Table.TASK, "d").getStatus().getErr())
        .isEqualTo("no suitable node (host-mode port already in use on 2 nodes)");
    Task twin = withHostPort(running("twin", "s", "n1"), 58, Protocol.TCP);
    cluster.put(Table.TASK, twin).put(Table.TASK, Samples.moved(twin, TaskState.FAILED)).settle();
    assertThat(cluster.get(Table.TASK, "d").getNodeId()).as("the other holder is still there").isEmpty();
    cluster.delete(Table.TASK, "a").settle();
    assertThat(cluster.get(Table.TASK, "d").getNodeId()).isNotEmpty();
  }
}
