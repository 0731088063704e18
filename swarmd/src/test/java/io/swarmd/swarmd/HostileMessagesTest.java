package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.HealthGrpc;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.NodeCertificateStatusRequest;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.raftstore.state.FileTrees;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever somebody without a certificate sends to a running manager is answered or refused clearly. */
class HostileMessagesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** A status nobody will decide is waited for as long as the caller likes. */
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Set<Code> CLEAR = Set.of(Code.OK, Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.INTERNAL,
      Code.PERMISSION_DENIED, Code.DEADLINE_EXCEEDED);
  private static final byte[] REQUEST = CertificateRequest.create(PrivateKeys.generate());

  private static Path base;
  private static LoneManager lone;
  private static ManagedChannel anybody;

  @BeforeContainer
  static void start() throws Exception {
    base = LocalSwarm.temporaryDirectory();
    lone = new LoneManager(base);
    anybody = NodeChannels.unverified(lone.address()).build();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> !cluster().getId().isEmpty());
  }

  @AfterContainer
  static void stop() throws Exception {
    anybody.shutdownNow();
    lone.close();
    FileTrees.delete(base);
  }

  private static Cluster cluster() {
    return ControlGrpc.newBlockingStub(lone.control).listClusters(ListClustersRequest.getDefaultInstance())
        .getClusters(0);
  }

  @AfterProperty
  void theManagerGoesOn() {
    assertThat(cluster().getId()).isEqualTo(LoneManager.CLUSTER_ID);
    assertThat(sent(CAGrpc.getGetRootCACertificateMethod(), new byte[0]).getCode()).isEqualTo(Code.OK);
  }

  private static Status sent(MethodDescriptor<?, ?> method, byte[] message) {
    Duration deadline = method.equals(NodeCAGrpc.getNodeCertificateStatusMethod()) ? SHORT : PATIENCE;
    Status status = RawCall.end(anybody, method, new Metadata(), message, deadline).join();
    assertThat(CLEAR).as(method.getFullMethodName() + ": " + status).contains(status.getCode());
    assertThat(String.valueOf(status.getDescription())).doesNotContain("Exception", "\n");
    return status;
  }

  @Provide
  Arbitrary<MethodDescriptor<?, ?>> open() {
    return Arbitraries.of(CAGrpc.getGetRootCACertificateMethod(), CAGrpc.getGetUnlockKeyMethod(),
        NodeCAGrpc.getIssueNodeCertificateMethod(), NodeCAGrpc.getNodeCertificateStatusMethod(),
        HealthGrpc.getCheckMethod());
  }

  @Property(tries = 300)
  void anyBytes(@ForAll("open") MethodDescriptor<?, ?> method, @ForAll @Size(max = 300) byte[] message) {
    sent(method, message);
  }

  @Provide
  Arbitrary<IssueNodeCertificateRequest> requests() {
    Arbitrary<byte[]> random = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> requests = Arbitraries.oneOf(random, Arbitraries.of(REQUEST, new byte[0]),
        Arbitraries.integers().between(0, REQUEST.length).map(length -> Arrays.copyOf(REQUEST, length)));
    Arbitrary<String> tokens = Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(100),
        Arbitraries.of("", "SWMTKN-1-", "WORKER", "MANAGER"));
    return Combinators.combine(requests, tokens, Arbitraries.integers().between(-2, 4)).as((csr, token, availability) ->
        IssueNodeCertificateRequest.newBuilder().setCsr(ByteString.copyFrom(csr)).setToken(known(token))
            .setAvailabilityValue(availability).setRoleValue(availability).build());
  }

  private static String known(String token) {
    return switch (token) {
      case "WORKER" -> cluster().getRootCa().getJoinTokens().getWorker();
      case "MANAGER" -> cluster().getRootCa().getJoinTokens().getManager();
      default -> token;
    };
  }

  @Property(tries = 200)
  void requestsForCertificates(@ForAll("requests") IssueNodeCertificateRequest request) {
    Status status = sent(NodeCAGrpc.getIssueNodeCertificateMethod(), request.toByteArray());
    boolean letIn = request.getToken().startsWith("SWMTKN-1-") && request.getToken().length() > 80
        && !request.getCsr().isEmpty() && request.getAvailability() != Availability.UNRECOGNIZED;
    assertThat(status.getCode()).isEqualTo(letIn ? Code.OK : Code.INVALID_ARGUMENT);
  }

  @Property(tries = 100)
  void questionsForCertificates(@ForAll String nodeId) {
    NodeCertificateStatusRequest request = NodeCertificateStatusRequest.newBuilder()
        .setNodeIdBytes(ByteString.copyFrom(nodeId, StandardCharsets.UTF_8)).build();
    assertThat(sent(NodeCAGrpc.getNodeCertificateStatusMethod(), request.toByteArray()).getCode())
        .isEqualTo(nodeId.isEmpty() ? Code.INVALID_ARGUMENT : Code.NOT_FOUND);
  }
}
