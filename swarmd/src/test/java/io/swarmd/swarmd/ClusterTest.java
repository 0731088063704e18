package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListNetworksRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Network;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes over real sockets, TLS, Raft and disks, with the hollow executor. */
class ClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  private LocalSwarm founded() throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1");
    awaitAnswer("m1");
    return swarm;
  }

  @AfterEach
  void stop() {
    if (swarm != null) {
      swarm.close();
    }
  }

  private void awaitAnswer(String manager) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster(manager).getId().isEmpty());
  }

  private JoinTokens tokens() {
    return swarm.cluster("m1").getRootCa().getJoinTokens();
  }

  private void awaitReady(String manager, int nodes) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control(manager)
        .listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count() == nodes);
  }

  private static ServiceSpec spec(String name, long replicas) {
    return ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(name))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(replicas))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host"))).build();
  }

  private Service create(String manager, String name, long replicas) {
    return swarm.control(manager)
        .createService(CreateServiceRequest.newBuilder().setSpec(spec(name, replicas)).build()).getService();
  }

  private List<Task> running(String manager) {
    return swarm.control(manager).listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getDesiredState() == TaskState.RUNNING
            && task.getStatus().getState() == TaskState.RUNNING).toList();
  }

  private void awaitRunning(String manager, int tasks) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> running(manager).size() == tasks);
  }

  @Test
  void aServiceOutlivesTheLeaderAndIsUpdatedThroughAnyManagerLeft() throws IOException {
    founded();
    swarm.join("m2", "m1", tokens().getManager());
    swarm.join("m3", "m1", tokens().getManager());
    swarm.join("w1", "m1", tokens().getWorker());
    awaitReady("m1", 4);

    Service service = create("m2", "web", 6);
    awaitRunning("m3", 6);

    swarm.stop("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      Service now = swarm.control("m2").listServices(io.swarmd.api.ListServicesRequest.getDefaultInstance())
          .getServices(0);
      return !swarm.control("m3").updateService(UpdateServiceRequest.newBuilder().setServiceId(service.getId())
          .setServiceVersion(now.getMeta().getVersion())
          .setSpec(now.getSpec().toBuilder().setReplicated(ReplicatedService.newBuilder().setReplicas(9)))
          .build()).getService().getId().isEmpty();
    });
    await().atMost(PATIENCE).ignoreExceptions().until(() -> running("m2").size() >= 9);
  }

  @Test
  void aRestartedManagerHasEverythingItAcknowledged() throws IOException {
    founded();
    for (int made = 0; made < 20; made++) {
      create("m1", "service-" + made, 1);
    }
    awaitRunning("m1", 20);
    String id = swarm.cluster("m1").getId();
    swarm.stop("m1");
    swarm.start("m1");
    awaitAnswer("m1");
    assertThat(swarm.cluster("m1").getId()).isEqualTo(id);
    awaitRunning("m1", 20);
  }

  private Map<String, Network> networks() {
    return swarm.control("m1").listNetworks(ListNetworksRequest.getDefaultInstance()).getNetworksList().stream()
        .collect(Collectors.toMap(network -> network.getSpec().getAnnotations().getName(), network -> network));
  }

  /** Identity sheet, section 14: the node-local ones too, for Docker Engines; made once. */
  @Test
  void aFreshLeaderMakesIngressBridgeAndHost() throws IOException {
    founded();
    await().atMost(PATIENCE).until(() -> networks().values().stream().allMatch(Network::hasDriverState));
    Map<String, Network> made = networks();
    assertThat(made).containsOnlyKeys("ingress", "bridge", "host");
    for (String nodeLocal : List.of("bridge", "host")) {
      assertThat(made.get(nodeLocal).getSpec().getAnnotations().getLabelsMap())
          .containsExactly(Map.entry("com.docker.swarm.predefined", "true"));
      assertThat(made.get(nodeLocal).getDriverState().getName()).isEqualTo(nodeLocal);
      assertThat(made.get(nodeLocal).getIpam().hasDriver()).isTrue();
    }
    swarm.stop("m1");
    swarm.start("m1");
    awaitAnswer("m1");
    assertThat(networks()).isEqualTo(made);
  }

  @Test
  void wrongTokensAreRefusedInOneLine() throws IOException {
    founded();
    String worker = tokens().getWorker();
    String wrongSecret = worker.substring(0, worker.lastIndexOf('-') + 1) + "0".repeat(25);
    assertThatThrownBy(() -> swarm.join("w1", "m1", wrongSecret))
        .satisfies(failure -> assertThat(FailureText.of(failure))
            .contains("A valid join token is necessary to join this cluster").doesNotContain("\n"));
    String otherRoot = "SWMTKN-1-" + "1".repeat(50) + "-" + "0".repeat(25);
    assertThatThrownBy(() -> swarm.join("w2", "m1", otherRoot))
        .satisfies(failure -> assertThat(FailureText.of(failure)).doesNotContain("\n"));
    assertThatThrownBy(() -> swarm.join("w3", "m1", "nonsense"))
        .satisfies(failure -> assertThat(FailureText.of(failure)).contains("invalid join token"));
    assertThat(swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodesList()).hasSize(1);
  }

  @Test
  void aStateDirectoryOrPortInUseIsSaid() throws IOException {
    founded();
    Options sameDirectory = swarm.options("m1", LocalSwarm.freePort());
    assertThatThrownBy(() -> Node.start(sameDirectory)).isInstanceOf(IdentityException.class)
        .hasMessageContaining("is in use by another process");
    int taken = Integer.parseInt(swarm.address("m1").split(":")[1]);
    Options samePort = swarm.options("m9", taken);
    assertThatThrownBy(() -> Node.start(samePort)).isInstanceOf(InvalidOption.class)
        .hasMessageStartingWith("failed to listen on remote API address: 127.0.0.1:" + taken);
    assertThat(base.resolve("m9").resolve("certificates")).doesNotExist();
  }

  @Test
  void aControlSocketInUseIsSaidBeforeAClusterIsFounded() throws IOException {
    founded();
    Options sameSocket = swarm.options("m1", LocalSwarm.freePort());
    sameSocket.stateDirectory = base.resolve("m9");
    assertThatThrownBy(() -> Node.start(sameSocket)).isInstanceOf(IdentityException.class)
        .hasMessageEndingWith("m1.sock is in use by another process");
    assertThat(base.resolve("m9").resolve("certificates")).doesNotExist();
    assertThat(swarm.cluster("m1").getId()).isNotEmpty();
  }

  @Test
  void garbageAndPlainHttpOnThePortDoNoHarm() throws IOException {
    founded();
    for (String noise : List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\0\1\2garbage".repeat(1_000))) {
      HostPortTarget target = HostPortTarget.of(swarm.address("m1"));
      try (Socket socket = new Socket(target.host(), target.port())) {
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        out.write(noise.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        socket.getInputStream().readAllBytes();
      } catch (IOException resetByServer) {
        assertThat(resetByServer).hasMessageNotContaining("timed out");
      }
    }
    assertThat(create("m1", "still-there", 1).getId()).isNotEmpty();
  }

  @Test
  void aBadServiceIsRefusedWithTheSheetsText() throws IOException {
    founded();
    assertThatThrownBy(() -> create("m1", "_bad", 1)).isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("name must be valid as a DNS name component");
  }

  private record HostPortTarget(String host, int port) {
    static HostPortTarget of(String address) {
      return new HostPortTarget(address.split(":")[0], Integer.parseInt(address.split(":")[1]));
    }
  }
}
