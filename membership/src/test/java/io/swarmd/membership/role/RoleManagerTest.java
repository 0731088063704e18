package io.swarmd.membership.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.membership.ScriptedGroup;
import io.swarmd.store.Table;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes come to their desired role, whatever happens in between. */
class RoleManagerTest {

  private static final Duration TICK = Duration.ofSeconds(5);

  private final SimulatedEnvironment environment = new SimulatedEnvironment(5);
  private final StoreFixture store = StoreFixture.leading(environment);
  private final ScriptedGroup group = new ScriptedGroup("n1", "n2", "n3");
  private RoleManager roles;

  private static Node node(String id, NodeRole role, NodeRole desired) {
    return Node.newBuilder().setId(id).setRole(role).setSpec(NodeSpec.newBuilder().setDesiredRole(desired)).build();
  }

  private static Node manager(String id) {
    return node(id, NodeRole.MANAGER, NodeRole.MANAGER);
  }

  private static Node demoted(String id) {
    return node(id, NodeRole.MANAGER, NodeRole.WORKER);
  }

  private void begin() {
    roles = new RoleManager(environment, store.store(), group, store.term());
    roles.start();
    environment.runDue();
  }

  private void begin(Node... nodes) {
    store.commit(nodes);
    begin();
  }

  private NodeRole role(String nodeId) {
    return store.get(Table.NODE, nodeId).getRole();
  }

  @Test
  @Tag("orchestration-88")
  void aDemotedManagerLeavesTheMembersAndThenHasItsRole() {
    begin(manager("n1"), manager("n2"), manager("n3"));
    store.commit(demoted("n3"));
    assertThat(group.nodeIds()).containsExactly("n1", "n2");
    assertThat(role("n3")).isEqualTo(NodeRole.WORKER);
  }

  @Test
  @Tag("orchestration-89")
  void aPromotedWorkerHasItsRoleAtOnceAndMembersStay() {
    begin(manager("n1"), manager("n2"), manager("n3"));
    store.commit(node("w", NodeRole.WORKER, NodeRole.MANAGER));
    assertThat(role("w")).isEqualTo(NodeRole.MANAGER);
    assertThat(group.calls).isEmpty();
  }

  @Test
  @Tag("orchestration-90")
  @Tag("identity-71")
  void whatHappenedBeforeTheLeaderBeganIsDoneAtItsStart() {
    begin(manager("n1"), demoted("n2"));
    assertThat(group.nodeIds()).containsExactly("n1");
    assertThat(role("n2")).isEqualTo(NodeRole.WORKER);
  }

  @Test
  @Tag("identity-71")
  void aDeletedManagerIsEvicted() {
    begin(manager("n1"), manager("n2"), manager("n3"));
    store.delete(Table.NODE, "n2");
    assertThat(group.nodeIds()).containsExactly("n1", "n3");
  }

  @Test
  @Tag("orchestration-91")
  void withoutQuorumADemotionStaysPending() {
    group.unreachable("n3");
    begin(manager("n1"), demoted("n2"), manager("n3"));
    environment.runFor(TICK.multipliedBy(3));
    assertThat(group.calls).isEmpty();
    assertThat(role("n2")).isEqualTo(NodeRole.MANAGER);

    store.commit(demoted("n3"));
    assertThat(group.calls).containsExactly("remove 3", "remove 2");
    assertThat(role("n2")).isEqualTo(NodeRole.WORKER);
  }

  @Test
  @Tag("orchestration-92")
  @Tag("identity-69")
  void aDemotedLeaderHandsOverAndItsHeirRemovesIt() {
    begin(demoted("n1"), manager("n2"), manager("n3"));
    assertThat(group.calls).containsExactly("transfer 2");
    assertThat(role("n1")).isEqualTo(NodeRole.MANAGER);
    roles.close();
    environment.runDue();

    group.own(2);
    begin();
    assertThat(group.nodeIds()).containsExactly("n2", "n3");
    assertThat(role("n1")).isEqualTo(NodeRole.WORKER);
  }

  @Test
  void aLeaderNobodyTakesOverFromRemovesItself() {
    group.next(CompletableFuture.failedFuture(new IllegalStateException("no answer")));
    begin(demoted("n1"), manager("n2"), manager("n3"));
    assertThat(group.calls).containsExactly("transfer 2", "remove 1");
  }

  @Test
  void aRemovalThatFailsOrHangsIsTriedAgain() {
    begin(manager("n1"), manager("n2"), manager("n3"));
    group.next(new CompletableFuture<>());
    store.commit(demoted("n3"));
    environment.runFor(TICK.minusMillis(1));
    assertThat(group.calls).containsExactly("remove 3");
    environment.runFor(TICK.plusSeconds(1));
    assertThat(group.calls).containsExactly("remove 3", "remove 3");
    assertThat(role("n3")).isEqualTo(NodeRole.WORKER);
  }

  @Test
  void aChangeOfMindWhileARemovalIsUnderWayIsSeenAfterIt() {
    begin(manager("n1"), manager("n2"), manager("n3"));
    CompletableFuture<Void> removal = new CompletableFuture<>();
    group.next(removal);
    store.commit(demoted("n3"));
    store.commit(manager("n3"));
    removal.completeExceptionally(new IllegalStateException("not now"));
    environment.runFor(TICK.multipliedBy(2));
    assertThat(group.calls).containsExactly("remove 3");
    assertThat(group.nodeIds()).contains("n3");
  }

  @Test
  void aFormerLeadershipDoesNothing() {
    begin(manager("n1"), manager("n2"), manager("n3"));
    roles.close();
    environment.runDue();
    store.commit(demoted("n3"));
    environment.runFor(TICK.multipliedBy(2));
    assertThat(group.calls).isEmpty();
  }
}
