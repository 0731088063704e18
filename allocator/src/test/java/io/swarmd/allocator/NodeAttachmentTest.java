package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.attachment;
import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.moved;
import static io.swarmd.allocator.Samples.network;
import static io.swarmd.allocator.Samples.node;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.allocator.book.ReleasedAddresses;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.time.Duration;
import java.util.stream.IntStream;
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

  /** An address that n1 had in network a until now. */
  private String releasedByN1() {
    cluster.put(Table.NODE, node("n1"), node("n2")).put(Table.NETWORK, network("a", "10.5.0.0/29")).settle();
    cluster.put(Table.TASK, task("t", "", "a")).settle();
    cluster.put(Table.TASK, moved(task1("t"), TaskState.RUNNING, "n1")).settle();
    String address = cluster.get(Table.NODE, "n1").getAttachments(0).getAddresses(0);
    cluster.put(Table.TASK, moved(task1("t"), TaskState.SHUTDOWN, "n1")).settle();
    assertThat(networksOfNode("n1")).isEmpty();
    return address;
  }

  private static Task asking(String id, String address) {
    Task.Builder task = task(id, "", "a").toBuilder();
    task.getSpecBuilder().getNetworksBuilder(0).addAddresses(address);
    return task.build();
  }

  private static TaskState state(LoopOnState cluster, String taskId) {
    return cluster.get(Table.TASK, taskId).getStatus().getState();
  }

  @Test
  void aReleasedAddressIsNobodyElsesForAWhile() {
    String address = releasedByN1();
    cluster.put(Table.TASK, asking("u", address)).settle();
    cluster.pass(ReleasedAddresses.HOLD.minusMillis(1)).settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.NEW);
    assertThat(task1("u").getStatus().getErr()).isEqualTo("could not find an available IP");
    cluster.pass(Duration.ofMillis(1)).settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.PENDING);
    assertThat(allocator.nextWake()).isEmpty();
  }

  @Test
  void aNewLeaderHoldsItAsLong() {
    String address = releasedByN1();
    cluster.pass(Duration.ofSeconds(10));
    Allocator next = new Allocator();
    LoopOnState late = new LoopOnState(next, cluster.state(), cluster.now()).start();
    late.put(Table.TASK, asking("u", address)).settle();
    late.pass(Duration.ofSeconds(19)).settle();
    assertThat(state(late, "u")).isEqualTo(TaskState.NEW);
    late.pass(Duration.ofSeconds(1)).settle();
    assertThat(state(late, "u")).isEqualTo(TaskState.PENDING);
  }

  @Test
  void aNewLeaderWhoseClockIsBehindTakesNothingFromWhoHasItNow() {
    String address = releasedByN1();
    cluster.pass(ReleasedAddresses.HOLD).settle().put(Table.TASK, asking("u", address)).settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.PENDING);
    LoopOnState late = new LoopOnState(new Allocator(), cluster.state(), cluster.now().minusSeconds(20)).start();
    late.put(Table.TASK, asking("v", address)).settle().pass(Duration.ofMinutes(2)).settle();
    assertThat(state(late, "v")).isEqualTo(TaskState.NEW);
  }

  @Test
  void theNodeGetsItsOwnBackAtOnce() {
    String address = releasedByN1();
    cluster.put(Table.TASK, task("u", "", "a")).settle();
    cluster.put(Table.TASK, moved(task1("u"), TaskState.RUNNING, "n1")).settle();
    assertThat(cluster.get(Table.NODE, "n1").getAttachments(0).getAddressesList()).containsExactly(address);
    assertThat(cluster.get(Table.NODE, "n1").getReleasedAddressesList()).isEmpty();
    cluster.pass(ReleasedAddresses.HOLD).settle().put(Table.TASK, asking("v", address)).settle();
    assertThat(stateOf("v")).isEqualTo(TaskState.NEW);
  }

  @Test
  void whatARemovedNodeHadIsHeldToo() {
    String address = releasedByN1();
    cluster.pass(Duration.ofSeconds(20)).settle();
    cluster.delete(Table.NODE, "n1").settle().put(Table.TASK, asking("u", address)).settle();
    cluster.pass(ReleasedAddresses.HOLD.minusMillis(1)).settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.NEW);
    cluster.pass(Duration.ofMillis(1)).settle();
    assertThat(stateOf("u")).isEqualTo(TaskState.PENDING);
  }

  /** Complaint 13: the node's turn comes when an address is free, without a change of the node or its tasks. */
  @Test
  void aNodeThatGotNoAddressGetsTheNextFreeOne() {
    cluster.put(Table.NODE, node("n1")).put(Table.NETWORK, network("a", "10.5.0.0/29"), network("b")).settle();
    cluster.put(Table.TASK, IntStream.range(0, 5).mapToObj(i -> task("t" + i, "", "a")).toArray(Task[]::new))
        .put(Table.TASK, task("u", "", "b")).settle();
    cluster.put(Table.TASK, moved(task1("t0"), TaskState.RUNNING, "n1"), moved(task1("u"), TaskState.RUNNING, "n1"))
        .settle();
    assertThat(networksOfNode("n1")).as("network a is full").containsExactly("b");
    cluster.put(Table.TASK, moved(task1("t1"), TaskState.FAILED, "")).settle();
    assertThat(networksOfNode("n1")).containsExactlyInAnyOrder("a", "b");
  }

  /** Dispatch sheet, 8.4: on the node the attachment would fail without the node's own address. */
  @Test
  void anAttachmentIsReadyOnlyAfterItsNodeHasItsAddress() {
    cluster.put(Table.NODE, node("n1")).put(Table.TASK, attachment("c", "n1", "a")).settle();
    assertThat(stateOf("c")).isEqualTo(TaskState.NEW);
    cluster.put(Table.NETWORK, network("a"));
    while (stateOf("c") == TaskState.NEW) {
      cluster.writeNext();
    }
    assertThat(networksOfNode("n1")).containsExactly("a");
    assertThat(task1("c").getNetworks(0).getAddressesCount()).isEqualTo(1);
    cluster.settle().delete(Table.TASK, "c").settle();
    assertThat(networksOfNode("n1")).isEmpty();
  }

  @Test
  void anAttachmentWhoseNodeGetsNoAddressSaysWhy() {
    cluster.put(Table.NODE, node("n1")).put(Table.NETWORK, network("a", "10.5.0.0/30")).settle();
    cluster.put(Table.TASK, task("t", "", "a")).settle();
    cluster.put(Table.TASK, attachment("c", "n1", "a")).settle();
    assertThat(task1("c").getStatus().getErr()).isEqualTo("could not find an available IP");
    cluster.delete(Table.TASK, "t").settle();
    assertThat(networksOfNode("n1")).containsExactly("a");
    assertThat(stateOf("c")).as("one more is needed").isEqualTo(TaskState.NEW);
  }
}
