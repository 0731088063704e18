package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.node;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.allocator.book.PortRules;
import io.swarmd.api.EndpointSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ports published on every node, and on the nodes of tasks (scheduling sheet, 3.8). */
class PublishedPortTest extends AllocatorFixture {

  @Test
  @Tag("scheduling-77")
  void aPortIsPublishedByOneService() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("a", vip(port(80, 80)))).settle();
    cluster.put(Table.SERVICE, service("b", vip(port(80, 80)))).put(Table.TASK, task("t", "b")).settle();
    assertThat(service1("b").hasEndpoint()).isFalse();
    assertThat(task1("t").getStatus().getErr()).isEqualTo("port 80/tcp is already in use by another service");
    cluster.delete(Table.SERVICE, "a").settle();
    assertThat(portOf("b")).isEqualTo(80);
    assertThat(stateOf("t")).isEqualTo(TaskState.PENDING);
  }

  @Test
  @Tag("scheduling-78")
  void aPortListedTwiceIsNotGiven() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(1234, 80), port(1234, 81))))
        .settle();
    assertThat(service1("s").hasEndpoint()).isFalse();
    assertThat(allocator.allocation().book().claims()).isZero();
    respec("s", service("s", vip(port(1234, 80))));
    assertThat(portOf("s")).isEqualTo(1234);
  }

  @Test
  @Tag("scheduling-79")
  @Tag("scheduling-80")
  @Tag("scheduling-81")
  void automaticPortsStartAt30000AndStay() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(0, 80)))).settle();
    assertThat(portOf("s")).isEqualTo(30_000);
    respec("s", service("s", vip(port(8080, 81), port(0, 80))));
    assertThat(service1("s").getEndpoint().getPortsList()).extracting(PortConfig::getPublishedPort)
        .containsExactly(8080, 30_000);
    cluster.put(Table.SERVICE, service("b", vip(port(30_000, 80)))).settle();
    assertThat(service1("b").hasEndpoint()).isFalse();
    cluster.put(Table.SERVICE, service("u", vip(port(30_000, 80, Protocol.UDP, PublishMode.INGRESS)))).settle();
    assertThat(portOf("u")).isEqualTo(30_000);
  }

  @Test
  @Tag("scheduling-82")
  void whenAllAutomaticPortsAreUsedServicesWait() {
    PortConfig[] all = IntStream.rangeClosed(1, 2768).mapToObj(target -> port(0, target)).toArray(PortConfig[]::new);
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(all))).settle();
    cluster.put(Table.SERVICE, service("b", vip(port(0, 80)))).put(Table.TASK, task("t", "b")).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.NEW);
    cluster.delete(Table.SERVICE, "s").settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.PENDING);
  }

  @Test
  @Tag("scheduling-83")
  @Tag("scheduling-84")
  void hostPortsAreTakenOver() {
    cluster.put(Table.SERVICE, service("s", vip(port(0, 80, Protocol.TCP, PublishMode.HOST)))).settle();
    assertThat(cluster.unitsWritten()).isEqualTo(1);
    respec("s", service("s", vip(port(81, 80, Protocol.TCP, PublishMode.HOST))));
    assertThat(portOf("s")).isEqualTo(81);
    assertThat(allocator.allocation().book().claims()).isZero();
  }

  @Test
  void aPortThatDoesNotExistIsNamed() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(70_000, 80))))
        .put(Table.TASK, task("t", "s")).settle();
    assertThat(task1("t").getStatus().getErr()).isEqualTo("port 70000/tcp does not exist: ports are 1 to 65535");
  }

  @Test
  @Tag("scheduling-79")
  void twoFreshClustersChooseTheSameAutomaticPorts() {
    LoopOnState other = new LoopOnState(new Allocator()).start();
    for (LoopOnState one : List.of(cluster, other)) {
      one.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(0, 80), port(0, 81)))).settle();
    }
    assertThat(service1("s").getEndpoint()).isEqualTo(other.get(Table.SERVICE, "s").getEndpoint());
    assertThat(service1("s").getEndpoint().getPortsList()).extracting(PortConfig::getPublishedPort)
        .containsExactly(30_000, 30_001);
  }

  /** Scheduling sheet, section 5, complaint 15. */
  @Test
  void numbersThatTasksPublishOnTheirNodesAreNotChosen() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("h", host(30_000)), service("i", host(30_000)),
        service("s", vip(port(0, 80)))).settle();
    assertThat(portOf("s")).isEqualTo(30_001);
    cluster.delete(Table.SERVICE, "h").put(Table.SERVICE, automatic("rest", 2766)).settle();
    cluster.put(Table.SERVICE, service("last", vip(port(0, 80)))).settle();
    assertThat(service1("last").hasEndpoint()).as("30000 is still asked for by i").isFalse();
    cluster.put(Table.SERVICE, service("u", vip(port(0, 80, Protocol.UDP, PublishMode.INGRESS)))).settle();
    assertThat(portOf("u")).as("another protocol").isEqualTo(30_000);
    respec("i", service("i", host(81)));
    assertThat(portOf("last")).isEqualTo(30_000);
  }

  private static EndpointSpec host(int published) {
    return vip(port(published, 80, Protocol.TCP, PublishMode.HOST));
  }

  private static Service automatic(String id, int ports) {
    return service(id, vip(IntStream.rangeClosed(1, ports).mapToObj(target -> port(0, target))
        .toArray(PortConfig[]::new)));
  }

  /** Scheduling sheet, section 5, complaints 14 and 16. */
  @Test
  void rangeAndForbiddenPortsAreAsSet() {
    LoopOnState told = new LoopOnState(new Allocator(
        new AllocatorSettings(new PortRules(20_000, 20_002, Set.of(22, 20_001)), List.of()))).start();
    told.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(0, 80), port(0, 81))),
        service("ssh", vip(port(22, 22)))).put(Table.TASK, task("t", "ssh")).settle();
    assertThat(told.get(Table.SERVICE, "s").getEndpoint().getPortsList()).extracting(PortConfig::getPublishedPort)
        .containsExactly(20_000, 20_002);
    assertThat(told.get(Table.TASK, "t").getStatus().getErr())
        .isEqualTo("port 22/tcp is kept for the machines themselves");
  }

  @Test
  void whoHasAPortBeforeItIsForbiddenKeepsIt() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(22, 22)))).settle();
    LoopOnState told = new LoopOnState(new Allocator(
        new AllocatorSettings(new PortRules(20_000, 20_002, Set.of(22)), List.of())), cluster.state()).start();
    told.put(Table.TASK, task("t", "s")).settle();
    assertThat(told.get(Table.TASK, "t").getStatus().getState()).isEqualTo(TaskState.PENDING);
  }
}
