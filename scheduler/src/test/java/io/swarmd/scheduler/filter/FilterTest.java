package io.swarmd.scheduler.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.EngineDescription;
import io.swarmd.api.Mount;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Platform;
import io.swarmd.api.PluginDescription;
import io.swarmd.api.Task;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.scheduler.host.Charge;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {

  private static final String FITS = "";

  private static String reason(Consumer<Task.Builder> task, Consumer<Node.Builder> node) {
    Node.Builder builder = Node.newBuilder().setId("n");
    builder.getStatusBuilder().setState(State.READY);
    node.accept(builder);
    return reason(task, host(builder.build()));
  }

  private static Host host(Node node) {
    Hosts hosts = new Hosts();
    hosts.describe(node);
    return hosts.find(node.getId()).orElseThrow();
  }

  private static String reason(Consumer<Task.Builder> task, Host host) {
    Task.Builder builder = Task.newBuilder().setId("t").setServiceId("s");
    task.accept(builder);
    Filters filters = Filters.of(builder.build());
    int failed = filters.firstFailed(host);
    return failed < 0 ? FITS : filters.explain(failed, 1);
  }

  private static Consumer<Node.Builder> plugins(String... typesAndNames) {
    return node -> {
      EngineDescription.Builder engine = node.getDescriptionBuilder().getEngineBuilder();
      for (int i = 0; i < typesAndNames.length; i += 2) {
        engine.addPlugins(PluginDescription.newBuilder().setType(typesAndNames[i]).setName(typesAndNames[i + 1]));
      }
    };
  }

  private static Consumer<Task.Builder> volume(String driver) {
    return task -> task.getSpecBuilder().getContainerBuilder().addMountsBuilder().setType(Mount.Type.VOLUME)
        .getVolumeOptionsBuilder().getDriverConfigBuilder().setName(driver);
  }

  private static Consumer<Task.Builder> logging(String driver) {
    return task -> task.getSpecBuilder().getLogDriverBuilder().setName(driver);
  }

  @ParameterizedTest
  @CsvSource({"READY,ACTIVE,''", "READY,PAUSE,1 node not available for new tasks",
      "READY,DRAIN,1 node not available for new tasks",
      "DOWN,ACTIVE,1 node not available for new tasks", "UNKNOWN,ACTIVE,1 node not available for new tasks",
      "DISCONNECTED,ACTIVE,1 node not available for new tasks"})
  void onlyReadyAndActiveNodesTakeTasks(State state, Availability availability, String reason) {
    assertThat(reason(task -> { }, node -> {
      node.getStatusBuilder().setState(state);
      node.getSpecBuilder().setAvailability(availability);
    })).isEqualTo(reason);
  }

  @Test
  @Tag("scheduling-31")
  void platformsAreFoldedButConstraintsAreNot() {
    Consumer<Node.Builder> node = n -> n.getDescriptionBuilder().getPlatformBuilder().setArchitecture("x86_64")
        .setOs("linux");
    assertThat(reason(t -> t.getSpecBuilder().getPlacementBuilder()
        .addPlatforms(Platform.newBuilder().setArchitecture("amd64").setOs("linux")), node)).isEqualTo(FITS);
    assertThat(reason(t -> t.getSpecBuilder().getPlacementBuilder().addConstraints("node.platform.arch==amd64"), node))
        .isEqualTo("scheduling constraints not satisfied on 1 node");
  }

  @Test
  @Tag("scheduling-32")
  void aNodeWithoutPlatformHasNone() {
    assertThat(reason(t -> t.getSpecBuilder().getPlacementBuilder().addPlatforms(Platform.getDefaultInstance()), n ->
        { }))
        .isEqualTo("unsupported platform on 1 node");
  }

  @Test
  void constraintsThatCannotBeReadAskForNothing() {
    assertThat(reason(t -> t.getSpecBuilder().getPlacementBuilder().addConstraints("node.id==other")
        .addConstraints("?"),
        n -> { })).isEqualTo(FITS);
  }

  @Test
  @Tag("scheduling-33")
  void logPluginsCountOnlyWhereAnyIsListed() {
    assertThat(reason(logging("x"), plugins("Network", "overlay"))).isEqualTo(FITS);
    assertThat(reason(logging("x"), plugins("Log", "json-file"))).isEqualTo("missing plugin on 1 node");
    assertThat(reason(logging("x"), plugins("Log", "x"))).isEqualTo(FITS);
    assertThat(reason(logging("none"), plugins("Log", "json-file"))).isEqualTo(FITS);
  }

  @Test
  @Tag("scheduling-34")
  void aPluginWithoutTagIsTheLatest() {
    assertThat(reason(volume("foo"), plugins("Volume", "foo:latest"))).isEqualTo(FITS);
    assertThat(reason(volume("foo"), plugins("Volume", "foo:1"))).isEqualTo("missing plugin on 1 node");
    assertThat(reason(volume("foo"), plugins("Network", "foo"))).isEqualTo("missing plugin on 1 node");
    assertThat(reason(volume("foo"), n -> { })).as("a node without engine").isEqualTo(FITS);
  }

  @ParameterizedTest
  @CsvSource({"local", "''"})
  @Tag("scheduling-35")
  void localVolumesNeedNoPlugin(String driver) {
    assertThat(reason(volume(driver), plugins("Log", "x"))).isEqualTo(FITS);
  }

  @Test
  void networksNeedTheirDriver() {
    Consumer<Task.Builder> attached = t -> t.addNetworksBuilder().getNetworkBuilder().getDriverStateBuilder()
        .setName("overlay");
    assertThat(reason(attached, plugins("Network", "bridge"))).isEqualTo("missing plugin on 1 node");
    assertThat(reason(attached, plugins("Network", "overlay"))).isEqualTo(FITS);
  }

  @Test
  void clusterVolumesAreNotProvided() {
    assertThat(reason(t -> t.getSpecBuilder().getContainerBuilder().addMountsBuilder().setType(Mount.Type.CLUSTER), n ->
        { }))
        .isEqualTo("cannot fulfill requested CSI volume mounts on 1 node");
  }

  @Test
  @Tag("scheduling-54")
  void genericResourcesThatTasksHoldAreNotGivenAgain() {
    Node.Builder node = Node.newBuilder().setId("n");
    node.getStatusBuilder().setState(State.READY);
    node.getDescriptionBuilder().getResourcesBuilder().addGeneric(GenericResources.named("gpu", "a"))
        .addGeneric(GenericResources.named("gpu", "b"));
    Hosts hosts = new Hosts();
    hosts.describe(node.build());
    Task holder = Task.newBuilder().setId("h").addAssignedGenericResources(GenericResources.named("gpu", "a")).build();
    hosts.charge("n", Charge.of(holder, false));
    Host host = hosts.find("n").orElseThrow();
    assertThat(host.available().generic()).containsExactly(GenericResources.named("gpu", "b"));
    assertThat(reason(gpus(1), host)).isEqualTo(FITS);
    assertThat(reason(gpus(2), host)).isEqualTo("insufficient resources on 1 node");
    hosts.release("h");
    assertThat(reason(gpus(2), host)).isEqualTo(FITS);
  }

  private static Consumer<Task.Builder> gpus(int count) {
    return t -> t.getSpecBuilder().getResourcesBuilder().getReservationsBuilder()
        .addGeneric(GenericResources.count("gpu", count));
  }
}
