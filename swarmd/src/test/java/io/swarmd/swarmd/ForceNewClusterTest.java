package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swarmd.api.Annotations;
import io.swarmd.api.Cluster;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.file.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One manager that is left goes on without the others (identity sheet, 13, "Force new cluster"). */
class ForceNewClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  @AfterEach
  void stop() {
    if (swarm != null) {
      swarm.close();
    }
  }

  private void found() throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1");
    awaitAnswer();
  }

  private void awaitAnswer() {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
  }

  private List<Node> nodes() {
    return swarm.control("m1").listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  private void awaitManagers(int count) {
    await().atMost(PATIENCE).ignoreExceptions()
        .until(() -> nodes().stream().filter(Node::hasManagerStatus).count() == count);
  }

  private void joinManager(String name) throws IOException {
    swarm.join(name, "m1", swarm.cluster("m1").getRootCa().getJoinTokens().getManager());
  }

  private Service createService() {
    ServiceSpec spec = ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("web"))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(3))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("host"))).build();
    return swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(spec).build()).getService();
  }

  private long running() {
    return swarm.control("m1").listTasks(ListTasksRequest.getDefaultInstance()).getTasksList().stream()
        .filter(task -> task.getDesiredState() == TaskState.RUNNING
            && task.getStatus().getState() == TaskState.RUNNING).count();
  }

  @Test
  @Tag("identity-74")
  @Tag("identity-75")
  void oneOfThreeGoesOnAtANewAddressAndTwoNewManagersJoin() throws IOException {
    found();
    joinManager("m2");
    awaitManagers(2);
    joinManager("m3");
    awaitManagers(3);
    Service service = createService();
    Cluster before = swarm.cluster("m1");
    Node self = nodes().stream().filter(node -> node.getDescription().getHostname().equals("m1")).findFirst()
        .orElseThrow();
    String oldAddress = swarm.address("m1");
    await().atMost(PATIENCE).until(() -> running() == 3);
    swarm.close();

    swarm.start("m1", "--force-new-cluster");
    awaitAnswer();
    awaitManagers(1);
    Node alone = nodes().stream().filter(Node::hasManagerStatus).findFirst().orElseThrow();
    assertThat(alone.getId()).isEqualTo(self.getId());
    assertThat(alone.getManagerStatus().getAddr()).isEqualTo(swarm.address("m1")).isNotEqualTo(oldAddress);
    Cluster after = swarm.cluster("m1");
    assertThat(after.getId()).isEqualTo(before.getId());
    assertThat(after.getRootCa().getCaCert()).isEqualTo(before.getRootCa().getCaCert());
    JoinTokens tokens = after.getRootCa().getJoinTokens();
    assertThat(tokens).isEqualTo(before.getRootCa().getJoinTokens());
    assertThat(swarm.control("m1").listServices(ListServicesRequest.getDefaultInstance()).getServicesList())
        .extracting(Service::getId).containsExactly(service.getId());

    List<Node> ghosts = nodes().stream().filter(node -> !node.getId().equals(self.getId())).toList();
    assertThat(ghosts).hasSize(2).allMatch(ghost -> ghost.getRole() == NodeRole.MANAGER);
    ghosts.forEach(ghost -> swarm.control("m1")
        .removeNode(RemoveNodeRequest.newBuilder().setNodeId(ghost.getId()).setForce(true).build()));
    joinManager("n2");
    awaitManagers(2);
    joinManager("n3");
    awaitManagers(3);
    await().atMost(PATIENCE).until(() -> running() == 3);
    assertThat(swarm.cluster("n3").getId()).isEqualTo(before.getId());
  }

  @Test
  @Tag("identity-76")
  void anExpiredCertificateIsRenewedWhereOthersAreRefused() throws IOException {
    Instant past = Instant.now().minus(Duration.ofDays(10));
    CertificateFiles files = new CertificateFiles(base.resolve("m1").resolve("certificates"));
    CertificateAuthority authority = CertificateAuthority.create(past);
    files.writeAuthorityKey(authority);
    files.writeRoots(authority.roots());
    found();
    Service service = createService();
    NodeCredentials valid = files.readNode(authority.roots(), Instant.now());
    swarm.stop("m1");
    files.writeNode(NodeCredentials.issue(authority,
        new NodeSubject(valid.nodeId(), Role.MANAGER, valid.organization()), Duration.ofHours(2), past));
    Files.deleteIfExists(base.resolve("m1").resolve("certificates").resolve("swarm-root-ca.key"));

    assertThatThrownBy(() -> swarm.start("m1")).isInstanceOf(IdentityException.class)
        .hasMessageContaining("not valid after").hasMessageContaining("--force-new-cluster");
    swarm.start("m1", "--force-new-cluster");
    awaitAnswer();
    await().atMost(PATIENCE).ignoreExceptions()
        .until(() -> files.readNode(authority.roots(), Instant.now()).nodeId().equals(valid.nodeId()));
    assertThat(swarm.control("m1").listServices(ListServicesRequest.getDefaultInstance()).getServicesList())
        .extracting(Service::getId).containsExactly(service.getId());
    swarm.stop("m1");
    swarm.start("m1");
    awaitAnswer();
  }

  /** Identity sheet, 13: the list in state.json names managers that are gone. */
  @Test
  void theListOfManagersIsNotBelieved() throws IOException {
    found();
    Path list = base.resolve("m1").resolve("state.json");
    await().atMost(PATIENCE).until(() -> Files.exists(list));
    swarm.stop("m1");
    Files.writeString(list, Files.readString(list).replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:1"));
    swarm.start("m1", "--force-new-cluster");
    awaitAnswer();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> Files.readString(list).contains(swarm.address("m1")));
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes().getFirst().getStatus().getState()
        == NodeStatus.State.READY);
  }

  @Test
  void withoutAManagersDataItIsRefusedAndNothingIsMade() {
    swarm = new LocalSwarm(base);
    assertThatThrownBy(() -> swarm.start("m1", "--force-new-cluster")).isInstanceOf(InvalidOption.class)
        .hasMessageStartingWith("--force-new-cluster: there is no manager's data in ");
    assertThat(base.resolve("m1").resolve("certificates")).doesNotExist();
    assertThatThrownBy(() -> swarm.start("m1", "--force-new-cluster", "--join-addr", "127.0.0.1:1"))
        .hasMessageContaining("leave out --join-addr");
  }
}
