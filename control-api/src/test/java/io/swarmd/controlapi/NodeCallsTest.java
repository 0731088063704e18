package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.Cluster;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RaftMemberStatus.Reachability;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.GivenGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reading, changing and removing nodes (control sheet, section 5; identity sheet, section 13). */
class NodeCallsTest {

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private Node node(String id, NodeRole role) {
    Node.Builder node = Node.newBuilder().setId(id).setRole(role);
    node.getSpecBuilder().setDesiredRole(role).setMembership(NodeSpec.Membership.ACCEPTED);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    node.getDescriptionBuilder().setHostname("host-" + id);
    control.store.commit(node.build());
    if (role == NodeRole.MANAGER) {
      long number = control.managers.members().size() + 1;
      control.managers.put(new Member(number, id, id + ":4242", number == 1, true));
    }
    return control.store.get(Table.NODE, id);
  }

  private static UpdateNodeRequest demotion(Node node) {
    return UpdateNodeRequest.newBuilder().setNodeId(node.getId()).setNodeVersion(node.getMeta().getVersion())
        .setSpec(node.getSpec().toBuilder().setDesiredRole(NodeRole.WORKER)).build();
  }

  @Test
  void aManagersStatusComesFromTheMemberListAndIsNotStored() {
    node("m1", NodeRole.MANAGER);
    node("w1", NodeRole.WORKER);

    Node manager =
        control.call(stub -> stub.getNode(GetNodeRequest.newBuilder().setNodeId("m1").build())).getNode();
    assertThat(manager.getManagerStatus().getAddr()).isEqualTo("m1:4242");
    assertThat(manager.getManagerStatus().getLeader()).isTrue();
    assertThat(manager.getManagerStatus().getReachability()).isEqualTo(Reachability.REACHABLE);
    assertThat(control.store.get(Table.NODE, "m1").hasManagerStatus()).isFalse();
    List<Node> nodes = control.call(stub -> stub.listNodes(ListNodesRequest.getDefaultInstance())).getNodesList();
    assertThat(nodes).extracting(Node::hasManagerStatus).containsExactly(true, false);
  }

  @Tag("control-13")
  @Test
  void theLastManagerCannotBeDemotedNorAMemberRemoved() {
    Node only = node("m1", NodeRole.MANAGER);

    control.refused(Code.FAILED_PRECONDITION, "attempting to demote the last manager of the swarm",
        stub -> stub.updateNode(demotion(only)));
    control.refused(Code.FAILED_PRECONDITION, "node m1 is a cluster manager and is a member of the raft cluster. "
            + "It must be demoted to worker before removal",
        stub -> stub.removeNode(RemoveNodeRequest.newBuilder().setNodeId("m1").setForce(true).build()));
  }

  @Test
  @Tag("identity-77")
  void onlyANodeThatSaysItCanManageIsPromoted() {
    Node engine = node("w1", NodeRole.WORKER);
    NodeSpec manager = engine.getSpec().toBuilder().setDesiredRole(NodeRole.MANAGER).build();
    control.refused(Code.FAILED_PRECONDITION, "node w1 (host-w1) cannot be a manager: it runs something else than "
            + "swarmd, for example a Docker Engine; it may stay a worker, or join anew with swarmd and the manager token",
        stub -> stub.updateNode(update(engine, manager)));
    assertThat(control.store.get(Table.NODE, "w1")).isEqualTo(engine);

    Node.Builder swarmd = engine.toBuilder();
    swarmd.getDescriptionBuilder().setCanManage(true);
    control.store.commit(swarmd.build());
    Node able = control.store.get(Table.NODE, "w1");
    assertThat(control.call(stub -> stub.updateNode(update(able, manager))).getNode().getSpec().getDesiredRole())
        .isEqualTo(NodeRole.MANAGER);
  }

  @Test
  void otherChangesOfAnEngineAreNobodysConcern() {
    Node engine = node("w1", NodeRole.WORKER);
    NodeSpec drained = engine.getSpec().toBuilder().setAvailability(NodeSpec.Availability.DRAIN).build();
    assertThat(control.call(stub -> stub.updateNode(update(engine, drained))).getNode().getSpec()).isEqualTo(drained);
  }

  private static UpdateNodeRequest update(Node node, NodeSpec wanted) {
    return UpdateNodeRequest.newBuilder().setNodeId(node.getId()).setNodeVersion(node.getMeta().getVersion())
        .setSpec(wanted).build();
  }

  @Test
  void aDemotionMustLeaveAQuorum() {
    node("m1", NodeRole.MANAGER);
    Node second = node("m2", NodeRole.MANAGER);
    node("m3", NodeRole.MANAGER);
    control.managers.put(new Member(3, "m3", "m3:4242", false, false));

    control.refused(Code.FAILED_PRECONDITION,
        "can't remove member from the raft: this would result in a loss of quorum",
        stub -> stub.updateNode(demotion(second)));

    control.managers.put(new Member(3, "m3", "m3:4242", false, true));
    assertThat(control.call(stub -> stub.updateNode(demotion(second))).getNode().getSpec().getDesiredRole())
        .isEqualTo(NodeRole.WORKER);
  }

  @Test
  void aManagerThatIsNoMemberCannotBeDemoted() {
    node("m1", NodeRole.MANAGER);
    Node lost = node("m2", NodeRole.MANAGER);
    GivenGroup others = control.managers;
    others.put(new Member(2, "somebody", "s:1", false, true));

    control.refused(Code.NOT_FOUND, "can't find manager in raft memberlist",
        stub -> stub.updateNode(demotion(lost)));
  }

  @Tag("control-14")
  @Tag("identity-38")
  @Tag("orchestration-93")
  @Test
  void removalBarsTheCertificateAndGivesUpTheTasks() {
    control.cluster(Cluster.newBuilder());
    node("w1", NodeRole.WORKER);
    control.store.commit(
        task("running", TaskState.RUNNING), task("done", TaskState.COMPLETE));

    control.refused(Code.FAILED_PRECONDITION, "node w1 is not down and can't be removed",
        stub -> stub.removeNode(RemoveNodeRequest.newBuilder().setNodeId("w1").build()));
    long version = control.store.view().version();
    control.call(stub -> stub.removeNode(RemoveNodeRequest.newBuilder().setNodeId("w1").setForce(true).build()));

    assertThat(control.store.view().version()).as("one transaction").isEqualTo(version + 1);
    assertThat(control.store.view().get(Table.NODE, "w1")).isEmpty();
    Task orphan = control.store.get(Table.TASK, "running");
    assertThat(orphan.getStatus().getState()).isEqualTo(TaskState.ORPHANED);
    assertThat(orphan.getStatus().getMessage()).isEqualTo("Task belonged to a node that has been deleted");
    assertThat(control.store.get(Table.TASK, "done").getStatus().getState()).isEqualTo(TaskState.COMPLETE);
    assertThat(control.store.get(Table.CLUSTER, "cluster-id").getBlacklistedCertificatesMap()).containsKey("w1");
  }

  @Tag("control-14")
  @Tag("identity-38")
  @Test
  void theBarEndsWithTheCertificate() {
    control.cluster(Cluster.newBuilder());
    Node node = node("w1", NodeRole.WORKER);
    control.store.commit(node.toBuilder().setCertificate(node.getCertificate().toBuilder()
        .setCertificate(ByteString.copyFromUtf8(TestCertificates.PEM))).build());

    control.call(stub -> stub.removeNode(RemoveNodeRequest.newBuilder().setNodeId("w1").setForce(true).build()));

    assertThat(control.store.get(Table.CLUSTER, "cluster-id").getBlacklistedCertificatesOrThrow("w1").getExpiry()
        .getSeconds()).isEqualTo(TestCertificates.END_SECONDS);
  }

  private static Task task(String id, TaskState state) {
    Task.Builder task = Task.newBuilder().setId(id).setNodeId("w1");
    task.getStatusBuilder().setState(state);
    return task.build();
  }

  @Tag("control-12")
  @Test
  void aNodesNameIsItsHostName() {
    Node node = node("w1", NodeRole.WORKER);
    NodeSpec.Builder named = node.getSpec().toBuilder();
    named.getAnnotationsBuilder().setName("given");
    control.store.commit(node.toBuilder().setSpec(named).build());

    assertThat(listed("given")).isEmpty();
    assertThat(listed("host-w1")).containsExactly("w1");
  }

  private List<String> listed(String name) {
    return control.call(stub -> stub.listNodes(ListNodesRequest.newBuilder()
            .setFilters(ListNodesRequest.Filters.newBuilder().addNames(name)).build())).getNodesList().stream()
        .map(Node::getId).toList();
  }

  @Test
  void whatIsMissingIsRefused() {
    control.refused(Code.INVALID_ARGUMENT, "invalid argument",
        stub -> stub.updateNode(UpdateNodeRequest.newBuilder().setNodeId("x").build()));
    control.refused(Code.NOT_FOUND, "node x not found",
        stub -> stub.getNode(GetNodeRequest.newBuilder().setNodeId("x").build()));
    node("w1", NodeRole.WORKER);
    control.refused(Code.INTERNAL, "could not fetch cluster object",
        stub -> stub.removeNode(RemoveNodeRequest.newBuilder().setNodeId("w1").setForce(true).build()));
  }
}
