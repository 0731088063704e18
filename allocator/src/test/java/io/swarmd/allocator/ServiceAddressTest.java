package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.dnsrr;
import static io.swarmd.allocator.Samples.driver;
import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.network;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Endpoint.VirtualIP;
import io.swarmd.store.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Virtual addresses of services (scheduling sheet, 3.7). */
class ServiceAddressTest extends AllocatorFixture {

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

  @Test
  @Tag("scheduling-76")
  void dnsRoundRobinHasNoVirtualAddresses() {
    cluster.put(Table.NETWORK, network("a")).put(Table.SERVICE, service("s", vip(), "a")).settle();
    respec("s", service("s", dnsrr(), "a"));
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).isEmpty();
    assertThat(allocator.allocation().book().claims()).isZero();
  }

  @Test
  void ingressComesBeforeTheNetworksOfTheSpec() {
    cluster.put(Table.NETWORK, ingress(), network("a")).put(Table.SERVICE, service("s", vip(port(80, 80)), "a"))
        .settle();
    assertThat(service1("s").getEndpoint().getVirtualIpsList()).extracting(VirtualIP::getNetworkId)
        .containsExactly("ingress", "a");
  }

  @Test
  void onANetworkOfTheNodesOwnTheEntryHasNoAddress() {
    cluster.put(Table.NETWORK, driver(network("a"), "host")).put(Table.SERVICE, service("s", vip(), "a")).settle();
    assertThat(service1("s").getEndpoint().getVirtualIpsList())
        .containsExactly(VirtualIP.newBuilder().setNetworkId("a").build());
  }

  @Test
  void aServiceWithoutAnAddressSaysSoOnItsTasks() {
    cluster.put(Table.NETWORK, network("n", "10.5.0.0/30"));
    cluster.put(Table.SERVICE, service("a", vip(), "n"), service("b", vip(), "n")).put(Table.TASK, task("t", "b", "n"))
        .settle();
    assertThat(task1("t").getStatus().getErr()).isEqualTo("could not find an available IP while allocating VIP");
    cluster.delete(Table.SERVICE, "a").settle();
    assertThat(service1("b").getEndpoint().getVirtualIpsCount()).isEqualTo(1);
  }
}
