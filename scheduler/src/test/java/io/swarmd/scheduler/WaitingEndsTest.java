package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.labelled;
import static io.swarmd.scheduler.Samples.memory;
import static io.swarmd.scheduler.Samples.moved;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.running;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.withHostPort;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Mount;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A task that waits is placed by the very change that lets it run, without a touch and without any time passing. */
class WaitingEndsTest {

  private final LoopOnState cluster = new LoopOnState(new Scheduler(), service("s", 1), service("o", 1)).start();

  private static Arguments node(String what, Consumer<TaskSpec.Builder> asked, Consumer<Node.Builder> before,
      Consumer<Node.Builder> after) {
    return Arguments.of(what, asked, before, after);
  }

  private static Consumer<TaskSpec.Builder> constraint(String expression) {
    return spec -> spec.getPlacementBuilder().addConstraints(expression);
  }

  static Stream<Arguments> changesOfTheNode() {
    Consumer<Node.Builder> asItIs = node -> { };
    return Stream.of(
        node("a label set", constraint("node.labels.disk==ssd"), asItIs,
            n -> n.getSpecBuilder().getAnnotationsBuilder().putLabels("disk", "ssd")),
        node("a label taken away", constraint("node.labels.disk!=hdd"),
            n -> n.getSpecBuilder().getAnnotationsBuilder().putLabels("disk", "hdd"), asItIs),
        node("an engine's label", constraint("engine.labels.disk==ssd"), asItIs,
            n -> n.getDescriptionBuilder().getEngineBuilder().putLabels("disk", "ssd")),
        node("its role", constraint("node.role==manager"), asItIs, n -> n.setRole(NodeRole.MANAGER)),
        node("its address", constraint("node.ip==10.0.0.0/8"), asItIs, n -> n.getStatusBuilder().setAddr("10.1.2.3")),
        node("made active", spec -> { }, n -> n.getSpecBuilder().setAvailability(Availability.DRAIN), asItIs),
        node("no longer paused", spec -> { }, n -> n.getSpecBuilder().setAvailability(Availability.PAUSE), asItIs),
        node("up again", spec -> { }, n -> n.getStatusBuilder().setState(State.DOWN), asItIs),
        node("more memory", memory(100), asItIs,
            n -> n.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(100)),
        node("a generic resource",
            spec -> spec.getResourcesBuilder().getReservationsBuilder().addGeneric(GenericResources.count("gpu", 1)),
            asItIs,
            n -> n.getDescriptionBuilder().getResourcesBuilder().addGeneric(GenericResources.named("gpu", "a"))),
        node("a platform told", spec -> spec.getPlacementBuilder().addPlatformsBuilder().setOs("linux"), asItIs,
            n -> n.getDescriptionBuilder().getPlatformBuilder().setOs("linux")),
        node("a plugin installed", WaitingEndsTest::fooVolume, n -> n.getDescriptionBuilder().getEngineBuilder(),
            n -> n.getDescriptionBuilder().getEngineBuilder().addPluginsBuilder().setType("Volume")
                .setName("foo:latest")));
  }

  private static void fooVolume(TaskSpec.Builder spec) {
    spec.getContainerBuilder().addMountsBuilder().setType(Mount.Type.VOLUME).getVolumeOptionsBuilder()
        .getDriverConfigBuilder().setName("foo");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changesOfTheNode")
  void whenTheNodeChanges(String what, Consumer<TaskSpec.Builder> asked, Consumer<Node.Builder> before,
      Consumer<Node.Builder> after) {
    cluster.put(Table.NODE, Samples.node("n1", before)).put(Table.TASK, pending("a", "s", asked)).settle();
    assertThat(nodeOf("a")).as("before").isEmpty();
    assertThat(cluster.get(Table.TASK, "a").getStatus().getErr()).startsWith("no suitable node (");
    cluster.put(Table.NODE, Samples.node("n1", after)).settle();
    assertThat(nodeOf("a")).as(what).isEqualTo("n1");
    assertThat(cluster.get(Table.TASK, "a").getStatus().getErr()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changesOfTheNode")
  void whenTheNodeOfATaskOfAGlobalServiceChanges(String what, Consumer<TaskSpec.Builder> asked,
      Consumer<Node.Builder> before, Consumer<Node.Builder> after) {
    Task preset = pending("a", "s", asked).toBuilder().setNodeId("n1").build();
    cluster.put(Table.NODE, Samples.node("n1", before)).put(Table.TASK, preset).settle();
    assertThat(cluster.get(Table.TASK, "a").getStatus().getState()).as("before").isEqualTo(TaskState.PENDING);
    cluster.put(Table.NODE, Samples.node("n1", after)).settle();
    assertThat(cluster.get(Table.TASK, "a").getStatus().getState()).as(what).isEqualTo(TaskState.ASSIGNED);
  }

  @Test
  void whenAPortIsFree() {
    cluster.put(Table.NODE, Samples.node("n1"));
    Task holder = withHostPort(running("h", "o", "n1"), 80, Protocol.TCP);
    cluster.put(Table.TASK, holder, withHostPort(pending("a", "s"), 80, Protocol.TCP)).settle();
    assertThat(nodeOf("a")).isEmpty();
    cluster.put(Table.TASK, moved(holder, TaskState.SHUTDOWN)).settle();
    assertThat(nodeOf("a")).isEqualTo("n1");
  }

  @Test
  void whenAGenericResourceIsFree() {
    cluster.put(Table.NODE, Samples.node("n1", n -> n.getDescriptionBuilder().getResourcesBuilder()
        .addGeneric(GenericResources.named("gpu", "a"))));
    Consumer<TaskSpec.Builder> gpu =
        spec -> spec.getResourcesBuilder().getReservationsBuilder().addGeneric(GenericResources.count("gpu", 1));
    cluster.put(Table.TASK, pending("h", "o", gpu)).settle();
    cluster.put(Table.TASK, pending("a", "s", gpu)).settle();
    assertThat(nodeOf("a")).isEmpty();
    cluster.delete(Table.TASK, "h").settle();
    assertThat(cluster.get(Table.TASK, "a").getAssignedGenericResourcesList())
        .containsExactly(GenericResources.named("gpu", "a"));
  }

  @Test
  void whenATaskOfTheServiceIsToldToStop() {
    cluster.put(Table.NODE, Samples.node("n1"));
    Consumer<TaskSpec.Builder> one = spec -> spec.getPlacementBuilder().setMaxReplicas(1);
    cluster.put(Table.TASK, pending("h", "s", one)).settle();
    cluster.put(Table.TASK, pending("a", "s", one)).settle();
    assertThat(nodeOf("a")).isEmpty();
    cluster.put(Table.TASK, cluster.get(Table.TASK, "h").toBuilder().setDesiredState(TaskState.SHUTDOWN).build())
        .settle();
    assertThat(nodeOf("a")).isEqualTo("n1");
  }

  @Test
  void whenTheServiceAsksForLess() {
    cluster.put(Table.NODE, labelled("n1", "disk", "hdd"));
    cluster.put(Table.TASK, pending("old", "s", constraint("node.labels.disk==ssd"))).settle();
    cluster.put(Table.SERVICE, service("s", 2));
    Task next = pending("next", "s", constraint("node.labels.disk==hdd")).toBuilder()
        .setSpecVersion(Version.newBuilder().setIndex(2)).build();
    cluster.put(Table.TASK, next).settle();
    assertThat(nodeOf("next")).isEqualTo("n1");
  }

  private String nodeOf(String taskId) {
    return cluster.get(Table.TASK, taskId).getNodeId();
  }
}
