package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.network;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.swarmd.allocator.key.NetworkKeyRotation;
import io.swarmd.api.Cluster;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The loops run as a leader runs them, on the real store over a simulated log. */
class OverTheLogTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(7);
  private final StoreFixture store = StoreFixture.leading(environment);

  private ControlLoopRunner start(ControlLoop control) {
    return ControlLoopRunner.start(environment, store.store(), control, environment.newLoop(control.name()),
        store.term(), Metrics.NONE);
  }

  private static Message[] tasks(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> task("t" + i, "s", "a")).toArray(Message[]::new);
  }

  @Test
  void allTasksBecomePendingWithAddressesOfTheirOwnAcrossLeaders() {
    ControlLoopRunner first = start(new Allocator());
    store.commit(Cluster.newBuilder().setId("c").build(), ingress(), network("a"), service("s", vip(port(0, 80)), "a"));
    store.commit(tasks(0, 60));
    environment.runDue();
    first.close();
    start(new Allocator());
    store.commit(tasks(60, 120));
    environment.runFor(Duration.ofSeconds(1));
    assertThat(store.view().all(Table.TASK)).hasSize(120).allMatch(t -> t.getStatus().getState() == TaskState.PENDING);
    assertThat(store.view().all(Table.TASK)).extracting(OverTheLogTest::addresses).doesNotHaveDuplicates()
        .allMatch(addresses -> addresses.startsWith("10.0.0.") && addresses.contains(" 10.0.1."));
  }

  private static String addresses(Task task) {
    return task.getNetworks(0).getAddresses(0) + " " + task.getNetworks(1).getAddresses(0);
  }

  @Test
  void aClusterHasItsKeysAtOnce() {
    start(new NetworkKeyRotation(new Random(1)));
    store.commit(Cluster.newBuilder().setId("c").build());
    environment.runDue();
    assertThat(store.get(Table.CLUSTER, "c").getNetworkBootstrapKeysList()).hasSize(6);
    environment.runFor(Duration.ofHours(13));
    assertThat(store.get(Table.CLUSTER, "c").getNetworkBootstrapKeysList()).hasSize(6);
  }
}
