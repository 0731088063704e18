package io.swarmd.ca.unregistered;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import io.swarmd.ca.Requests;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnregisteredNodesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration NEARLY = UnregisteredNodes.PATIENCE.minus(MINUTE);

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture fixture = StoreFixture.leading(environment);
  private final Set<String> managers = new HashSet<>();

  private void run() {
    fixture.commit(Requests.cluster(environment.now()));
    lead();
  }

  private void lead() {
    ControlLoopRunner.start(environment, fixture.store(), new UnregisteredNodes(managers::contains),
        environment.newLoop("unregistered"), fixture.term(), Metrics.NONE);
    environment.runFor(Duration.ofMillis(1));
  }

  /** As a Docker Engine leaves it that was refused as a manager: accepted, with a certificate, down by now. */
  private static Node ghost(String id) {
    Node.Builder node = Node.newBuilder().setId(id).setRole(NodeRole.MANAGER)
        .setSpec(NodeSpec.newBuilder().setDesiredRole(NodeRole.MANAGER)
            .setMembership(NodeSpec.Membership.ACCEPTED))
        .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.DOWN));
    node.getCertificateBuilder().setCn(id).setCertificate(ByteString.copyFromUtf8("issued"));
    return node.build();
  }

  private static Node registered(String id) {
    return ghost(id).toBuilder().setDescription(NodeDescription.newBuilder().setHostname(id)).build();
  }

  private List<String> nodes() {
    return fixture.view().all(Table.NODE).stream().map(Node::getId).toList();
  }

  private Cluster cluster() {
    return fixture.view().all(Table.CLUSTER).iterator().next();
  }

  @Test
  void whoNeverCameIsRemovedAfterAnHourAndItsCertificateBarred() {
    run();
    Node unsigned = ghost("unsigned").toBuilder().clearCertificate().build();
    fixture.commit(ghost("gone"), unsigned, registered("here"));
    environment.runFor(NEARLY);
    assertThat(nodes()).containsExactly("gone", "here", "unsigned");
    environment.runFor(MINUTE.multipliedBy(2));
    assertThat(nodes()).containsExactly("here");
    assertThat(cluster().getBlacklistedCertificatesMap()).containsOnlyKeys("gone");
  }

  @Test
  void whoRegistersInTimeStaysForGood() {
    run();
    fixture.commit(ghost("late"));
    environment.runFor(NEARLY);
    fixture.commit(fixture.get(Table.NODE, "late").toBuilder()
        .setDescription(NodeDescription.newBuilder().setHostname("late")).build());
    environment.runFor(Duration.ofDays(3));
    assertThat(nodes()).containsExactly("late");
  }

  @Test
  void anyWriteBeginsTheHourAnew() {
    run();
    fixture.commit(ghost("labelled"));
    environment.runFor(NEARLY);
    fixture.commit(fixture.get(Table.NODE, "labelled").toBuilder().setVXLANUDPPort(4789).build());
    environment.runFor(NEARLY);
    assertThat(nodes()).containsExactly("labelled");
    environment.runFor(MINUTE.multipliedBy(2));
    assertThat(nodes()).isEmpty();
  }

  @Test
  void managersAndNodesWithTasksStayUntilTheyAreNoneAnyMore() {
    managers.add("manager");
    run();
    fixture.commit(ghost("manager"), ghost("busy"), Task.newBuilder().setId("task").setNodeId("busy").build());
    environment.runFor(UnregisteredNodes.PATIENCE.multipliedBy(3));
    assertThat(nodes()).containsExactly("busy", "manager");
    managers.clear();
    environment.runFor(UnregisteredNodes.PATIENCE.plus(MINUTE));
    assertThat(nodes()).containsExactly("busy");
  }

  @Test
  void anotherLeaderCountsFromTheSameMoment() {
    fixture.commit(Requests.cluster(environment.now()), ghost("gone"));
    environment.runFor(NEARLY);
    lead();
    assertThat(nodes()).containsExactly("gone");
    environment.runFor(MINUTE.multipliedBy(2));
    assertThat(nodes()).isEmpty();
  }

  @Test
  void manyGoInSeveralTransactions() {
    run();
    fixture.commit(IntStream.range(0, 180).mapToObj(i -> ghost("ghost%03d".formatted(i))).toArray(Node[]::new));
    fixture.commit(IntStream.range(180, 350).mapToObj(i -> ghost("ghost%03d".formatted(i))).toArray(Node[]::new));
    environment.runFor(UnregisteredNodes.PATIENCE.plus(MINUTE));
    assertThat(nodes()).isEmpty();
    assertThat(cluster().getBlacklistedCertificatesMap()).hasSize(350);
  }
}
