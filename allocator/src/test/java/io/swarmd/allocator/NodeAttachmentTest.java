package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.moved;
import static io.swarmd.allocator.Samples.network;
import static io.swarmd.allocator.Samples.node;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Addresses of nodes, and a new leader that finds everything given (scheduling sheet, 3.1 and 3.9). */
class NodeAttachmentTest extends AllocatorFixture {

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
}
