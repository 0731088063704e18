package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.EndpointSpec;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.Node;
import io.swarmd.api.PortConfig;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks across Engines, one of which is on a manager's machine: addresses, names and packets. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class NetworksTest {

  private static final int PORT = 80;

  private final EngineSwarm engines;
  private final Swarm swarm;

  NetworksTest(EngineSwarm engines) {
    this.engines = engines;
    this.swarm = engines.swarm();
  }

  @AfterEach
  void removeServices() {
    swarm.removeAll();
  }

  /** A service on a network that answers on a port; by name, its tasks' addresses are told without IPVS. */
  private static ServiceSpec.Builder serving(String name, String network) {
    ServiceSpec.Builder spec = Services.running(name, 2, "serve " + PORT);
    spec.getEndpointBuilder().setMode(EndpointSpec.ResolutionMode.DNSRR);
    spec.getTaskBuilder().addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(network).addAliases("alias"))
        .getPlacementBuilder().setMaxReplicas(1);
    return spec;
  }

  private static List<String> addresses(Task task, String network) {
    return task.getNetworksList().stream().filter(attachment -> attachment.getNetwork().getId().equals(network))
        .flatMap(attachment -> attachment.getAddressesList().stream()).toList();
  }

  private Node node(Task task) {
    return swarm.nodes().stream().filter(node -> node.getId().equals(task.getNodeId())).findFirst().orElseThrow();
  }

  private Engine engine(Task task) {
    return engines.engines().stream()
        .filter(engine -> engine.machine().name().equals(node(task).getDescription().getHostname())).findFirst()
        .orElseThrow();
  }

  @Test
  @Tag("dispatch-95")
  void tasksOnTwoEnginesReachEachOtherByAddressAndByName() {
    String network = swarm.swarmctl().shows("network", "create", "--name", "back", "--driver", "overlay", "--subnet",
        "10.9.0.0/24");
    swarm.create(serving("web", network).build());
    List<Task> tasks = swarm.awaitRunning("web", 2);
    assertThat(tasks).extracting(Task::getNodeId).doesNotHaveDuplicates();
    for (Task task : tasks) {
      assertThat(node(task).getAttachmentsList()).filteredOn(its -> its.getNetwork().getId().equals(network))
          .singleElement().satisfies(attachment ->
              assertThat(attachment.getAddressesList()).singleElement().asString().matches("10\\.9\\.0\\.\\d+/24"));
      String container = engine(task).container("web").orElseThrow();
      assertThat(engine(task).docker("inspect", "-f",
          "{{.NetworkSettings.Networks.back.IPAddress}}/{{.NetworkSettings.Networks.back.IPPrefixLen}}", container)
          .orFail()).isEqualTo(addresses(task, network).getFirst());
    }
    reach(tasks.getFirst(), tasks.getLast(), network);
    reach(tasks.getLast(), tasks.getFirst(), network);
    swarm.removeAll();
    swarm.swarmctl().shows("network", "rm", "back");
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> engines.engines().forEach(engine ->
        assertThat(engine.docker("network", "ls", "--format", "{{.Name}}").orFail().lines()).doesNotContain("back")));
  }

  private void reach(Task from, Task to, String network) {
    Engine here = engine(from);
    String container = here.container("web").orElseThrow();
    String address = addresses(to, network).getFirst().replaceAll("/.*", "");
    String host = engine(to).in(engine(to).container("web").orElseThrow(), "hostname").orFail();
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> {
      assertThat(here.in(container, "ask " + address + " " + PORT).text().strip()).isEqualTo(host);
      for (String name : List.of("tasks.web", "web", "alias")) {
        assertThat(here.in(container, "getent ahostsv4 " + name).text()).contains(
            address, addresses(from, network).getFirst().replaceAll("/.*", ""));
      }
    });
  }

  @Test
  @Tag("dispatch-97")
  void aServiceWithAPortOfAllNodesIsOnTheIngressNetworkFirst() {
    ServiceSpec.Builder spec = Services.on("engine2", Services.waiting("public", 1));
    spec.getEndpointBuilder().addPorts(PortConfig.newBuilder().setTargetPort(PORT).setPublishedPort(8099)
        .setPublishMode(PortConfig.PublishMode.INGRESS));
    swarm.create(spec.build());
    Task task = swarm.awaitRunning("public", 1).getFirst();
    NetworkAttachment first = task.getNetworks(0);
    assertThat(first.getNetwork().getSpec().getIngress()).isTrue();
    assertThat(node(task).getAttachmentsList()).anySatisfy(attachment -> {
      assertThat(attachment.getNetwork().getId()).isEqualTo(first.getNetwork().getId());
      assertThat(attachment.getAddressesList()).singleElement().asString().matches("10\\.\\d+\\.\\d+\\.\\d+/24");
    });
    String container = engines.engine(2).container("public").orElseThrow();
    assertThat(engines.engine(2).docker("inspect", "-f", "{{.NetworkSettings.Networks.ingress.IPAddress}}", container)
        .orFail()).isEqualTo(first.getAddresses(0).replaceAll("/.*", ""));
  }

  @Test
  @Tag("dispatch-98")
  void aContainerOfTheEnginesOwnJoinsAnAttachableNetwork() {
    NetworkSpec.Builder spec = NetworkSpec.newBuilder().setAttachable(true);
    spec.getAnnotationsBuilder().setName("open");
    spec.getDriverConfigBuilder().setName("overlay");
    String network = swarm.api().createNetwork(CreateNetworkRequest.newBuilder().setSpec(spec).build()).getNetwork()
        .getId();
    Engine engine = engines.engine(2);
    long begun = System.nanoTime();
    engine.docker("run", "-d", "--name", "guest", "--network", "open", EngineImage.NAME, "sleep", "1000").orFail();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    List<Task> attachments = attachments(network);
    assertThat(attachments).hasSize(1);
    assertThat(engine.docker("inspect", "-f", "{{.NetworkSettings.Networks.open.IPAddress}}", "guest").orFail())
        .isEqualTo(addresses(attachments.getFirst(), network).getFirst().replaceAll("/.*", ""));

    engine.docker("rm", "-f", "guest").orFail();
    await().atMost(Swarm.PATIENCE).until(() -> attachments(network).isEmpty());
    swarm.swarmctl().shows("network", "rm", "open");
  }

  private List<Task> attachments(String network) {
    return swarm.api().listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getSpec().hasAttachment()).filter(task -> !addresses(task, network).isEmpty()).toList();
  }
}
