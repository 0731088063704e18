package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.GetNodeRequest;
import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.ResourceAllocatorGrpc;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attaching to a network of real managers, as a worker does for {@code docker run --network}. */
class AttachmentTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CALL_SECONDS = 20;
  /** Room for the gateway, the worker's node, the other node and two containers. */
  private static final String SMALL = "10.77.0.0/29";

  @TempDir
  private Path base;
  private LocalSwarm swarm;
  private ManagedChannel asWorker;

  /** The leader, a follower, and a worker that calls the follower. */
  @BeforeEach
  void start() throws IOException {
    swarm = new LocalSwarm(base);
    swarm.start("m1");
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !swarm.cluster("m1").getId().isEmpty());
    var tokens = swarm.cluster("m1").getRootCa().getJoinTokens();
    swarm.join("m2", "m1", tokens.getManager());
    swarm.join("w1", "m1", tokens.getWorker());
    await().atMost(PATIENCE).ignoreExceptions().until(() -> swarm.control("m2")
        .listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count() == 3);
    asWorker = NodeChannels.toManager(new NodeIdentity(credentials("w1")), swarm.address("m2")).build();
    createNetwork("front", true);
    createNetwork("back", false);
  }

  @AfterEach
  void stop() {
    asWorker.shutdownNow();
    swarm.close();
  }

  private NodeCredentials credentials(String name) {
    CertificateFiles files = new CertificateFiles(base.resolve(name).resolve("certificates"));
    RootCertificates roots = files.readRoots(Instant.now()).orElseThrow();
    return files.readNode(roots, Instant.now());
  }

  private Network createNetwork(String name, boolean attachable) {
    NetworkSpec.Builder spec = NetworkSpec.newBuilder().setAttachable(attachable);
    spec.getAnnotationsBuilder().setName(name);
    if (attachable) {
      spec.getIpamBuilder().addConfigs(IPAMConfig.newBuilder().setSubnet(SMALL));
    }
    return swarm.control("m1").createNetwork(CreateNetworkRequest.newBuilder().setSpec(spec).build()).getNetwork();
  }

  private static ResourceAllocatorGrpc.ResourceAllocatorBlockingStub allocator(Channel through) {
    return ResourceAllocatorGrpc.newBlockingStub(through).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private static String attach(Channel through, String network, String... addresses) {
    NetworkAttachmentConfig.Builder config = NetworkAttachmentConfig.newBuilder().setTarget(network);
    for (String address : addresses) {
      config.addAddresses(address);
    }
    return allocator(through).attachNetwork(
        AttachNetworkRequest.newBuilder().setConfig(config).setContainerId("c1").build()).getAttachmentId();
  }

  private static void detach(Channel through, String id) {
    allocator(through).detachNetwork(DetachNetworkRequest.newBuilder().setAttachmentId(id).build());
  }

  private Task task(String id) {
    return swarm.control("m1").getTask(GetTaskRequest.newBuilder().setTaskId(id).build()).getTask();
  }

  private Task awaitAssigned(String id) {
    await().atMost(PATIENCE)
        .until(() -> task(id).getStatus().getState().getNumber() >= TaskState.ASSIGNED_VALUE);
    return task(id);
  }

  private static void refused(Code code, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class,
        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
  }

  @Test
  @Tag("scheduling-91")
  void anAttachmentIsAssignedWithOneAddressAndDetachingFreesIt() {
    String workerId = credentials("w1").nodeId();
    String id = attach(asWorker, "front");
    Task attached = awaitAssigned(id);
    assertThat(attached.getNodeId()).isEqualTo(workerId);
    assertThat(attached.getNetworksList()).singleElement().satisfies(network ->
        assertThat(network.getAddressesList()).singleElement().asString().matches("10\\.77\\.0\\.[2-6]/29"));
    assertThat(swarm.control("m1").getNode(GetNodeRequest.newBuilder().setNodeId(workerId).build()).getNode()
        .getAttachmentsList()).extracting(on -> on.getNetwork().getSpec().getAnnotations().getName())
        .contains("front");
    String address = attached.getNetworks(0).getAddresses(0);

    detach(asWorker, id);
    assertThat(swarm.control("m1").listTasks(ListTasksRequest.getDefaultInstance()).getTasksList()).isEmpty();
    assertThat(awaitAssigned(attach(asWorker, "front", address)).getNetworks(0).getAddressesList())
        .containsExactly(address);
  }

  @Test
  void whoMayNotIsRefusedThroughAFollowerToo() {
    refused(Code.PERMISSION_DENIED, () -> attach(asWorker, "back"));
    refused(Code.NOT_FOUND, () -> attach(asWorker, "nowhere"));
    String ofManager = attach(swarm.channel("m2"), "front");
    assertThat(awaitAssigned(ofManager).getNodeId()).as("the control socket is its node's own")
        .isEqualTo(credentials("m2").nodeId());
    refused(Code.PERMISSION_DENIED, () -> detach(asWorker, ofManager));
    detach(swarm.channel("m2"), ofManager);
    refused(Code.NOT_FOUND, () -> detach(asWorker, ofManager));
  }
}
