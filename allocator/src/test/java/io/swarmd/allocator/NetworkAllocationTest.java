package io.swarmd.allocator;

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
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subnets, gateways and VXLAN ids of networks (scheduling sheet, 3.3 to 3.6). */
class NetworkAllocationTest extends AllocatorFixture {

  private static final String VNI_OPTION = "com.docker.network.driver.overlay.vxlanid_list";

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
  void whatAFailedProposalTookIsFree() {
    cluster.put(Table.NETWORK, network("n"));
    cluster.conflictNext();
    cluster.put(Table.NETWORK, network("other")).settle();
    assertThat(List.of(subnet("n"), subnet("other"))).containsExactlyInAnyOrder("10.0.0.0/24", "10.0.1.0/24");
    Node node = node("n1");
    cluster.put(Table.NODE, node).settle();
    assertThat(allocator.allocation().book().claims()).isZero();
  }

  @Test
  void aGatewayIsStoredWithoutItsPrefix() {
    Network.Builder named = network("n", "10.9.0.0/24").toBuilder();
    named.getSpecBuilder().getIpamBuilder().getConfigsBuilder(0).setGateway("10.9.0.7/24");
    cluster.put(Table.NETWORK, named.build()).put(Table.TASK, task("t", "", "n")).settle();
    assertThat(network1("n").getIpam().getConfigs(0).getGateway()).isEqualTo("10.9.0.7");
    assertThat(task1("t").getNetworks(0).getAddressesList()).containsExactly("10.9.0.1/24");
  }

  @Test
  void aSizeAloneIsServedFromThePools() {
    cluster.put(Table.NETWORK, network("n", "0.0.0.0/20")).settle();
    assertThat(subnet("n")).isEqualTo("10.0.0.0/20");
  }

  @Test
  void inARangeAddressesAreChosenAndAnywhereTheyMayBeAskedFor() {
    Network.Builder ranged = network("n", "10.9.0.0/24").toBuilder();
    ranged.getSpecBuilder().getIpamBuilder().getConfigsBuilder(0).setRange("10.9.0.128/30").setGateway("10.9.0.1");
    Task.Builder asking = task("asking", "", "n").toBuilder();
    asking.getSpecBuilder().getNetworksBuilder(0).addAddresses("10.9.0.5");
    cluster.put(Table.NETWORK, ranged.build()).put(Table.TASK, task("t", "", "n"), asking.build()).settle();
    assertThat(task1("t").getNetworks(0).getAddressesList()).containsExactly("10.9.0.128/24");
    assertThat(task1("asking").getNetworks(0).getAddressesList()).containsExactly("10.9.0.5/24");
  }

  @Test
  void usedUpPoolsAreToldOnTheTask() {
    LoopOnState small = new LoopOnState(new Allocator(), network("a"), network("b"), task("t", "", "b"),
        Cluster.newBuilder().setId("c").addDefaultAddressPool("30.30.0.0/28").setSubnetSize(28).build()).start()
            .settle();
    assertThat(small.get(Table.TASK, "t").getStatus().getErr())
        .isEqualTo("network b is not allocated: all predefined address pools have been fully subnetted");
    small.delete(Table.NETWORK, "a").settle();
    assertThat(small.get(Table.TASK, "t").getStatus().getState()).isEqualTo(TaskState.PENDING);
  }

  @Test
  void anIngressNetworkIsReplacedByAnother() {
    cluster.put(Table.NODE, node("n1")).put(Table.NETWORK, ingress())
        .put(Table.SERVICE, service("s", vip(port(80, 80)))).settle();
    cluster.delete(Table.SERVICE, "s").delete(Table.NETWORK, "ingress").settle();
    assertThat(networksOfNode("n1")).isEmpty();
    Network.Builder other = ingress().toBuilder().setId("other");
    cluster.put(Table.SERVICE, service("s", vip(port(80, 80)))).settle();
    assertThat(service1("s").hasEndpoint()).isFalse();
    cluster.put(Table.NETWORK, other.build()).settle();
    assertThat(networksOfNode("n1")).containsExactly("other");
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).extracting(VirtualIP::getNetworkId)
        .containsExactly("other");
  }
}
