package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.api.Annotations;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.ListNetworksRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ManagerStatus;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managers and workers that are started again, at the same address or another. */
class RestartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  @BeforeEach
  void prepare() {
    swarm = new LocalSwarm(base);
  }

  @AfterEach
  void stop() {
    swarm.close();
  }

  private void found() throws IOException {
    swarm.start("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
  }

  private void joinManagers(String... names) throws IOException {
    for (String name : names) {
      swarm.join(name, "m1", swarm.cluster("m1").getRootCa().getJoinTokens().getManager());
      await().atMost(PATIENCE).ignoreExceptions().until(() -> managers("m1").containsKey(name));
    }
  }

  private Map<String, ManagerStatus> managers(String through) {
    return swarm.control(through).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(Node::hasManagerStatus)
        .collect(Collectors.toMap(node -> node.getDescription().getHostname(), Node::getManagerStatus));
  }

  private void createNetwork(String name) {
    swarm.control("m1").createNetwork(CreateNetworkRequest.newBuilder().setSpec(NetworkSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(name))).build());
  }

  private void awaitNetwork(String through, String name) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control(through)
        .listNetworks(ListNetworksRequest.getDefaultInstance()).getNetworksList().stream()
        .anyMatch(network -> network.getSpec().getAnnotations().getName().equals(name)));
  }

  private void awaitReady(String through, String name) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control(through)
        .listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .anyMatch(node -> node.getDescription().getHostname().equals(name)
            && node.getStatus().getState() == NodeStatus.State.READY));
  }

  /** LocalSwarm gives each start another port. */
  @Test
  @Tag("identity-65")
  @Tag("identity-79")
  void managersStartedAtOtherAddressesAreListedThereUnderTheirIds() throws IOException {
    found();
    joinManagers("m2", "m3");
    createNetwork("kept");
    Map<String, ManagerStatus> before = managers("m1");
    for (String name : new String[] {"m3", "m1"}) {
      String old = swarm.address(name);
      swarm.stop(name);
      swarm.start(name);
      assertThat(swarm.address(name)).isNotEqualTo(old);
      for (String through : new String[] {"m1", "m2", "m3"}) {
        await().atMost(PATIENCE).ignoreExceptions().until(() ->
            managers(through).get(name).getAddr().equals(swarm.address(name)));
        assertThat(managers(through).get(name).getRaftId()).isEqualTo(before.get(name).getRaftId());
        awaitNetwork(through, "kept");
      }
    }
  }

  @Test
  @Tag("identity-66")
  void aWildcardIsNeverTold() throws IOException {
    Options options = swarm.options("m9", LocalSwarm.freePort());
    options.listenRemoteApi = "0.0.0.0:" + LocalSwarm.freePort();
    try (io.swarmd.swarmd.Node wildcard = io.swarmd.swarmd.Node.start(options)) {
      Path list = base.resolve("m9").resolve("state.json");
      await().atMost(PATIENCE).until(() -> Files.exists(list));
      assertThat(Files.readString(list)).doesNotContain("0.0.0.0").contains(options.listenRemoteApi.substring(8));
      assertThat(wildcard).isNotNull();
    }
  }

  @Test
  @Tag("identity-83")
  void aWorkerStartedWithoutAnAddressToJoinFindsTheManagersItKnew() throws IOException {
    found();
    swarm.join("w1", "m1", swarm.cluster("m1").getRootCa().getJoinTokens().getWorker());
    awaitReady("m1", "w1");
    String list = Files.readString(base.resolve("w1").resolve("state.json"));
    assertThat(list).contains(swarm.address("m1"));
    swarm.stop("w1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control("m1")
        .listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .anyMatch(node -> node.getDescription().getHostname().equals("w1")
            && node.getStatus().getState() != NodeStatus.State.READY));
    swarm.start("w1");
    awaitReady("m1", "w1");
  }
}
