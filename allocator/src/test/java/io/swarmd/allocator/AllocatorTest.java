package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.dnsrr;
import static io.swarmd.allocator.Samples.driver;
import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.moved;
import static io.swarmd.allocator.Samples.network;
import static io.swarmd.allocator.Samples.node;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static io.swarmd.allocator.Samples.withOption;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Cluster;
import io.swarmd.api.Endpoint.VirtualIP;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocatorTest {

  private static final String VNI_OPTION = "com.docker.network.driver.overlay.vxlanid_list";

  private final Allocator allocator = new Allocator();
  private final LoopOnState cluster = new LoopOnState(allocator).start();

  private Network network1(String id) {
    return cluster.get(Table.NETWORK, id);
  }

  private String subnet(String id) {
    return network1(id).getIpam().getConfigs(0).getSubnet();
  }

  private Service service1(String id) {
    return cluster.get(Table.SERVICE, id);
  }

  private Task task1(String id) {
    return cluster.get(Table.TASK, id);
  }

  private TaskState stateOf(String id) {
    return task1(id).getStatus().getState();
  }

  private String vipOf(String serviceId) {
    return service1(serviceId).getEndpoint().getVirtualIps(0).getAddr();
  }

  private int portOf(String serviceId) {
    return service1(serviceId).getEndpoint().getPorts(0).getPublishedPort();
  }

  private List<String> networksOfNode(String id) {
    return cluster.get(Table.NODE, id).getAttachmentsList().stream().map(a -> a.getNetwork().getId()).toList();
  }

  @Test
  @Tag("scheduling-64")
  void aTaskThatNeedsNothingIsPendingAtOnce() {
    cluster.put(Table.TASK, task("t", "")).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.PENDING);
    assertThat(task1("t").getStatus().getMessage()).isEqualTo("pending task scheduling");
  }

  @Test
  void manyTasksOfAServiceWithoutNetworksAreOneBatchAndNothingElse() {
    cluster.put(Table.SERVICE, Service.newBuilder().setId("s").build());
    cluster.put(Table.TASK, IntStream.range(0, 1000).mapToObj(i -> task("t" + i, "s")).toArray(Task[]::new));
    assertThat(cluster.proposed()).hasSize(1000);
    cluster.settle();
    assertThat(cluster.unitsWritten()).isEqualTo(1000);
  }

  @Test
  void aTaskWaitsForItsService() {
    cluster.put(Table.TASK, task("t", "s")).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.NEW);
    cluster.put(Table.SERVICE, service("s", vip(port(80, 80)))).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.NEW);
    assertThat(task1("t").getStatus().getErr()).isEqualTo("ingress network is missing");
    cluster.put(Table.NETWORK, ingress()).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.PENDING);
    assertThat(task1("t").getStatus().getErr()).isEmpty();
    assertThat(task1("t").getEndpoint()).isEqualTo(service1("s").getEndpoint());
    assertThat(task1("t").getNetworksList()).extracting(a -> a.getNetwork().getId()).containsExactly("ingress");
  }

  @Test
  @Tag("scheduling-65")
  void aTaskBecomesPendingWhenItsNetworkComes() {
    cluster.put(Table.TASK, task("t", "", "n")).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.NEW);
    cluster.put(Table.NETWORK, network("n")).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.PENDING);
    assertThat(task1("t").getNetworks(0).getAddressesList()).containsExactly("10.0.0.2/24");
    assertThat(task1("t").getNetworks(0).getNetwork()).isEqualTo(network1("n"));
  }

  @Test
  @Tag("scheduling-66")
  void anOverlayNetworkGetsASubnetAGatewayAndAnId() {
    cluster.put(Table.NETWORK, network("n")).settle();
    assertThat(network1("n").getIpam().getConfigsList()).containsExactly(IPAMConfig.newBuilder()
        .setFamily(IPAMConfig.AddressFamily.IPV4).setSubnet("10.0.0.0/24").setGateway("10.0.0.1").build());
    assertThat(network1("n").getIpam().getDriver().getName()).isEqualTo("default");
    assertThat(network1("n").getDriverState().getName()).isEqualTo("overlay");
    assertThat(network1("n").getDriverState().getOptionsMap()).containsEntry(VNI_OPTION, "4096");
  }

  @Test
  @Tag("scheduling-67")
  void ingressGetsTheFirstSubnet() {
    LoopOnState late = new LoopOnState(new Allocator(), network("a"), ingress()).start().settle();
    assertThat(late.get(Table.NETWORK, "ingress").getIpam().getConfigs(0).getSubnet()).isEqualTo("10.0.0.0/24");
    assertThat(late.get(Table.NETWORK, "a").getIpam().getConfigs(0).getSubnet()).isEqualTo("10.0.1.0/24");
  }

  @Test
  void subnetsComeFromTheClustersPools() {
    LoopOnState late = new LoopOnState(new Allocator(), network("a"),
        Cluster.newBuilder().setId("c").addDefaultAddressPool("30.30.0.0/16").setSubnetSize(28).build()).start()
            .settle();
    assertThat(late.get(Table.NETWORK, "a").getIpam().getConfigs(0).getSubnet()).isEqualTo("30.30.0.0/28");
  }

  @Test
  @Tag("scheduling-68")
  void aGatewayMustBeInTheSubnet() {
    Network.Builder outside = network("n", "10.9.0.0/24").toBuilder();
    outside.getSpecBuilder().getIpamBuilder().getConfigsBuilder(0).setGateway("10.8.0.1");
    cluster.put(Table.NETWORK, outside.build(), network("host", "10.7.0.1/32")).put(Table.TASK, task("t", "", "n"))
        .settle();
    assertThat(network1("n").hasIpam()).isFalse();
    assertThat(task1("t").getStatus()
        .getErr()).isEqualTo("network n is not allocated: requested address is out of range");
    assertThat(network1("host").getIpam().getConfigs(0).getGateway()).isEqualTo("10.7.0.1");
  }

  @Test
  @Tag("scheduling-69")
  void aVxlanIdIsGivenOnce() {
    cluster.put(Table.NETWORK, withOption(network("a"), VNI_OPTION, "328")).settle();
    cluster.put(Table.NETWORK, withOption(network("b"), VNI_OPTION, "328")).put(Table.TASK, task("t", "", "b"))
        .settle();
    assertThat(network1("b").hasDriverState()).isFalse();
    assertThat(stateOf("t")).isEqualTo(TaskState.NEW);
    cluster.delete(Table.NETWORK, "a").settle();
    assertThat(network1("b").getDriverState().getOptionsMap()).containsEntry(VNI_OPTION, "328");
    assertThat(stateOf("t")).isEqualTo(TaskState.PENDING);
  }

  @Test
  @Tag("scheduling-70")
  @Tag("scheduling-71")
  void eachSubnetHasItsIdAndOptionsArePassedOn() {
    cluster.put(Table.NETWORK, withOption(network("n", "10.1.0.0/24", "10.2.0.0/24"), "encrypted", "")).settle();
    assertThat(network1("n").getDriverState().getOptionsMap())
        .containsEntry(VNI_OPTION, "4096,4097").containsEntry("encrypted", "");
    assertThat(network1("n").getIpam().getConfigsList()).extracting(IPAMConfig::getGateway)
        .containsExactly("10.1.0.1", "10.2.0.1");
  }

  @Test
  void subnetsDoNotOverlap() {
    cluster.put(Table.NETWORK, network("a", "10.0.0.0/16")).settle();
    cluster.put(Table.NETWORK, network("b"), network("c", "10.0.3.0/24")).settle();
    assertThat(subnet("b")).isEqualTo("10.1.0.0/24");
    assertThat(network1("c").hasIpam()).isFalse();
    cluster.delete(Table.NETWORK, "a").settle();
    assertThat(subnet("c")).isEqualTo("10.0.3.0/24");
  }

  @Test
  void aSecondIngressNetworkWaits() {
    cluster.put(Table.NETWORK, ingress()).settle();
    Network.Builder second = ingress().toBuilder().setId("second");
    second.getSpecBuilder().getAnnotationsBuilder().setName("second");
    cluster.put(Table.NETWORK, second.build()).settle();
    assertThat(network1("second").hasDriverState()).isFalse();
    cluster.delete(Table.NETWORK, "ingress").settle();
    assertThat(network1("second").hasDriverState()).isTrue();
  }

  @Test
  @Tag("scheduling-74")
  void aVirtualAddressGoesWithItsNetwork() {
    cluster.put(Table.NETWORK, network("a"), network("b")).put(Table.SERVICE, service("s", vip(), "a", "b")).settle();
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).extracting(VirtualIP::getAddr)
        .containsExactly("10.0.0.2/24", "10.0.1.2/24");
    cluster.put(Table.SERVICE, service1("s").toBuilder().setSpec(service("s", vip(), "b").getSpec()).build()).settle();
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).extracting(VirtualIP::getNetworkId)
        .containsExactly("b");
    cluster.put(Table.SERVICE, service1("s").toBuilder().setSpec(service("s", vip()).getSpec()).build()).settle();
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).isEmpty();
    assertThat(allocator.allocation().book().claims()).isZero();
  }

  @Test
  @Tag("scheduling-75")
  void aPortPublishedAgainGetsAnotherAddress() {
    cluster.put(Table.NETWORK, ingress()).put(Table.SERVICE, service("s", vip(port(80, 80)))).settle();
    String first = vipOf("s");
    respec("s", service("s", vip()));
    assertThat(allocator.allocation().book().claims()).isZero();
    respec("s", service("s", vip(port(80, 80))));
    assertThat(vipOf("s")).isNotEqualTo(first);
  }

  private void respec(String id, Service like) {
    cluster.put(Table.SERVICE, service1(id).toBuilder().setSpec(like.getSpec()).build()).settle();
  }

  @Test
  @Tag("scheduling-76")
  void dnsRoundRobinHasNoVirtualAddresses() {
    cluster.put(Table.NETWORK, network("a")).put(Table.SERVICE, service("s", vip(), "a")).settle();
    respec("s", service("s", dnsrr(), "a"));
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).isEmpty();
    assertThat(allocator.allocation().book().claims()).isZero();
  }

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
  @Tag("scheduling-85")
  @Tag("scheduling-86")
  void aNodeHasAnAddressInIngressAndInTheNetworksOfItsTasks() {
    cluster.put(Table.NODE, node("n1")).put(Table.NETWORK, ingress(), network("a")).settle();
    assertThat(networksOfNode("n1")).containsExactly("ingress");
    cluster.put(Table.TASK, task("t", "", "a"), task("u", "", "a")).settle();
    cluster.put(Table.TASK, moved(task1("t"), TaskState.RUNNING, "n1"), moved(task1("u"), TaskState.RUNNING, "n1"))
        .settle();
    assertThat(networksOfNode("n1")).containsExactly("ingress", "a");
    cluster.put(Table.TASK, moved(task1("t"), TaskState.SHUTDOWN, "n1")).settle();
    assertThat(networksOfNode("n1")).containsExactly("ingress", "a");
    cluster.put(Table.TASK, moved(task1("u"), TaskState.FAILED, "n1")).settle();
    assertThat(networksOfNode("n1")).containsExactly("ingress");
  }

  @Test
  @Tag("scheduling-72")
  @Tag("scheduling-73")
  @Tag("scheduling-87")
  void aNewLeaderKnowsWhatIsGiven() {
    cluster.put(Table.NODE, node("n1"), node("n2"))
        .put(Table.NETWORK, ingress(), network("a"), network("b", "10.0.2.0/24"));
    cluster.put(Table.SERVICE, service("s", vip(port(0, 80)), "a")).put(Table.TASK, task("t", "s", "a")).settle();
    var before = cluster.put(Table.TASK, moved(task1("t"), TaskState.ASSIGNED, "n1")).state();
    LoopOnState late = new LoopOnState(new Allocator(), before).start().settle();
    assertThat(late.unitsWritten()).as("only the node's address is new").isEqualTo(1);
    assertThat(late.get(Table.NODE, "n1").getAttachmentsCount()).isEqualTo(2);
    late.put(Table.NETWORK, network("c")).put(Table.SERVICE, service("s2", vip(port(0, 80)), "a")).settle();
    assertThat(late.get(Table.NETWORK, "c").getIpam().getConfigs(0).getSubnet()).isEqualTo("10.0.3.0/24");
    assertThat(late.get(Table.SERVICE, "s2").getEndpoint().getPorts(0).getPublishedPort()).isEqualTo(30_001);
    assertThat(late.get(Table.SERVICE, "s2").getEndpoint().getVirtualIps(0).getAddr()).isNotEqualTo(vipOf("s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bridge", "host", "macvlan", "ipvlan"})
  @Tag("scheduling-88")
  void aNetworkOfTheNodesOwnHasNoAddresses(String driverName) {
    cluster.put(Table.NODE, node("n1")).put(Table.NETWORK, driver(network("a"), driverName))
        .put(Table.TASK, task("t", "", "a")).settle();
    assertThat(network1("a").getDriverState().getName()).isEqualTo(driverName);
    assertThat(network1("a").getIpam().hasDriver()).isTrue();
    assertThat(task1("t").getNetworks(0).getAddressesList()).isEmpty();
    cluster.put(Table.TASK, moved(task1("t"), TaskState.RUNNING, "n1")).settle();
    assertThat(networksOfNode("n1")).isEmpty();
  }

  @Test
  void anUnknownDriverIsNamed() {
    cluster.put(Table.NETWORK, driver(network("a"), "weave")).put(Table.TASK, task("t", "", "a")).settle();
    assertThat(task1("t").getStatus().getErr()).isEqualTo("network a is not allocated: network driver weave not found");
  }

  @Test
  @Tag("scheduling-89")
  void aFullNetworkLetsTheNextTaskInWhenOneEnds() {
    cluster.put(Table.NETWORK, network("n", "10.5.0.0/29"));
    cluster.put(Table.TASK, IntStream.range(0, 7).mapToObj(i -> task("t" + i, "", "n")).toArray(Task[]::new)).settle();
    List<Task> stuck = cluster.state().all(Table.TASK).stream().filter(t -> t.getStatus().getState() == TaskState.NEW)
        .toList();
    assertThat(stuck).hasSize(2).allSatisfy(t -> assertThat(t.getStatus().getErr())
        .isEqualTo("could not find an available IP"));
    cluster.put(Table.TASK, moved(task1("t0"), TaskState.FAILED, "")).settle();
    assertThat(cluster.state().all(Table.TASK)).filteredOn(t -> t.getStatus().getState() == TaskState.NEW).hasSize(1);
  }

  @Test
  @Tag("scheduling-90")
  void whatTasksOfAGoneNetworkHeldElsewhereIsFreed() {
    cluster.put(Table.NODE, node("n1")).put(Table.NETWORK, ingress(), network("a"));
    cluster.put(Table.SERVICE, service("s", vip(port(80, 80)), "a")).put(Table.TASK, task("t", "s", "a")).settle();
    cluster.put(Table.TASK, moved(task1("t"), TaskState.RUNNING, "n1")).settle();
    cluster.delete(Table.SERVICE, "s").delete(Table.NETWORK, "a").settle();
    assertThat(networksOfNode("n1")).containsExactly("ingress");
    cluster.put(Table.TASK, moved(task1("t"), TaskState.SHUTDOWN, "n1")).settle();
    assertThat(allocator.allocation().book().claims()).as("the node's own address in ingress").isEqualTo(1);
  }

  @Test
  @Tag("scheduling-91")
  void aTaskMayAskForAnAddress() {
    cluster.put(Table.NETWORK, network("n")).settle();
    Task.Builder task = task("t", "", "n").toBuilder();
    task.getSpecBuilder().getNetworksBuilder(0).addAddresses("10.0.0.77");
    cluster.put(Table.TASK, task.build()).settle();
    assertThat(task1("t").getNetworks(0).getAddressesList()).containsExactly("10.0.0.77/24");
    cluster.put(Table.TASK, task.setId("u").build()).settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.NEW);
    cluster.delete(Table.TASK, "t").settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.PENDING);
  }

  @Test
  void whatAFailedProposalTookIsFree() {
    cluster.put(Table.NETWORK, network("n"));
    cluster.conflictNext();
    cluster.put(Table.NETWORK, network("other")).settle();
    assertThat(List.of(subnet("n"), subnet("other"))).containsExactlyInAnyOrder("10.0.0.0/24", "10.0.1.0/24");
    Node node = node("n1");
    cluster.put(Table.NODE, node).settle();
    assertThat(allocator.allocation().book().claims()).isZero();
  }
}
