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

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks on their way from NEW to PENDING, and what they wait for (scheduling sheet, 3.2 and 3.11). */
class TaskAllocationTest extends AllocatorFixture {

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
  void anAttachmentTellsAliasesAndOptionsAndIngressComesFirst() {
    Task.Builder task = task("t", "s", "a").toBuilder();
    task.getSpecBuilder().getNetworksBuilder(0).addAliases("web").putDriverAttachmentOpts("k", "v");
    cluster.put(Table.NETWORK, ingress(), network("a")).put(Table.SERVICE, service("s", vip(port(80, 80)), "a"))
        .put(Table.TASK, task.build()).settle();
    assertThat(task1("t").getNetworksList()).extracting(a -> a.getNetwork().getId()).containsExactly("ingress", "a");
    assertThat(task1("t").getNetworks(1).getAliasesList()).containsExactly("web");
    assertThat(task1("t").getNetworks(1).getDriverAttachmentOptsMap()).containsEntry("k", "v");
  }

  @Test
  void aTaskGetsAllItsAddressesOrNone() {
    cluster.put(Table.NETWORK, network("a"), network("full", "10.5.0.0/30")).put(Table.TASK, task("first", "", "full"))
        .settle();
    cluster.put(Table.TASK, task("t", "", "a", "full")).settle();
    assertThat(stateOf("t")).isEqualTo(TaskState.NEW);
    assertThat(allocator.allocation().book().claims()).as("the first task's alone").isEqualTo(1);
  }

  /** One address is left; a former leader gave it to the one to whom this leader did not. */
  @Test
  void whatAFormerLeaderGaveIsTakenBeforeTheOutcomesOfAllProposalsAreKnown() {
    cluster.put(Table.NETWORK, network("n", "10.1.0.0/30")).settle();
    cluster.put(Table.TASK, task("probe", "", "n")).settle();
    Task given = task1("probe");
    cluster.delete(Table.TASK, "probe").settle();
    cluster.put(Table.TASK, task("a", "", "n"), task("b", "", "n"));
    assertThat(cluster.proposed()).hasSize(2);
    String last = cluster.proposed().getLast().key();
    String lucky = last.substring(last.indexOf('/') + 1);
    String unlucky = lucky.equals("a") ? "b" : "a";
    cluster.write(tx -> {
      tx.update(Table.TASK, task1(lucky).toBuilder()
          .setStatus(given.getStatus()).addAllNetworks(given.getNetworksList()).build());
      tx.update(Table.TASK, task1(unlucky).toBuilder()
          .setStatus(task1(unlucky).getStatus().toBuilder().setErr("none left")).build());
    });
    cluster.settle().pass(Duration.ofSeconds(1)).settle();
    assertThat(stateOf(lucky)).isEqualTo(TaskState.PENDING);
    assertThat(stateOf(unlucky)).isEqualTo(TaskState.NEW);
  }
}
