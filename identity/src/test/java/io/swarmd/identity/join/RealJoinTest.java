package io.swarmd.identity.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.Certificate;
import io.swarmd.api.GetRootCACertificateRequest;
import io.swarmd.api.GetRootCACertificateResponse;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.NodeCertificateStatusRequest;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.api.NodeSpec;
import io.swarmd.identity.Caller;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.Role;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.identity.transport.RemoteApi;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.RealEnvironment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joining and renewing over real TLS on loopback. */
class RealJoinTest {

  private final Cluster cluster = Cluster.named("ours");
  private final NodeIdentity manager = new NodeIdentity(cluster.manager("m1"));
  private final LinkedBlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
  private final RealEnvironment environment = new RealEnvironment();
  private final EventLoop loop = environment.newLoop("join-test");
  private volatile IssueNodeCertificateRequest last;
  private Server server;
  private KnownManagers managers;
  private CertificateFiles files;
  @TempDir private Path directory;

  private final CAGrpc.CAImplBase roots = new CAGrpc.CAImplBase() {
    @Override
    public void getRootCACertificate(
        GetRootCACertificateRequest request, StreamObserver<GetRootCACertificateResponse> call) {
      call.onNext(GetRootCACertificateResponse.newBuilder()
          .setCertificate(ByteString.copyFrom(cluster.authority().roots().bundle())).build());
      call.onCompleted();
    }
  };

  private final NodeCAGrpc.NodeCAImplBase certificates = new NodeCAGrpc.NodeCAImplBase() {
    @Override
    public void issueNodeCertificate(
        IssueNodeCertificateRequest request, StreamObserver<IssueNodeCertificateResponse> call) {
      callers.add(Caller.current());
      last = request;
      call.onNext(IssueNodeCertificateResponse.newBuilder().setNodeId("n1").build());
      call.onCompleted();
    }

    @Override
    public void nodeCertificateStatus(
        NodeCertificateStatusRequest request, StreamObserver<NodeCertificateStatusResponse> call) {
      byte[] chain = cluster.authority().issue(CertificateRequest.parse(last.getCsr().toByteArray()),
          new NodeSubject("n1", Role.WORKER, "ours"), CertificateAuthority.DEFAULT_EXPIRY, environment.now());
      IssuanceStatus issued = IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ISSUED).build();
      call.onNext(NodeCertificateStatusResponse.newBuilder().setStatus(issued).setCertificate(Certificate.newBuilder()
          .setCsr(last.getCsr()).setCertificate(ByteString.copyFrom(chain)).setStatus(issued)).build());
      call.onCompleted();
    }
  };

  @BeforeEach
  void start() throws Exception {
    var builder = RemoteApi.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager,
        Authorization.remote(() -> "ours", removed -> false));
    List.<BindableService>of(roots, certificates).forEach(builder::addService);
    server = builder.build().start();
    managers = managersAt(server.getPort());
    files = new CertificateFiles(directory);
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
    loop.close();
  }

  private static KnownManagers managersAt(int port) {
    return new KnownManagers(new Random(1), List.of(new KnownManager("", "127.0.0.1:" + port)), changed -> {});
  }

  private NodeCredentials join() throws Exception {
    String token = JoinToken.generate(cluster.authority().roots().digestHex(), new SecureRandom()).text();
    return new JoinClient(environment, loop, managers, files)
        .join(Optional.empty(), token, NodeSpec.Availability.ACTIVE).get(20, TimeUnit.SECONDS);
  }

  @Test
  void aNodeJoinsWithoutCertificateAndRenewsWithIt() throws Exception {
    NodeIdentity node = new NodeIdentity(join());
    assertThat(callers.take().hasCertificate()).isFalse();
    CompletableFuture<NodeCredentials> renewed = new CompletableFuture<>();
    node.onChange(renewed::complete);
    try (Renewer renewer = new Renewer(environment, loop, node, files, managers, Optional::empty)) {
      renewer.renewNow(Optional.of(Role.WORKER));
      assertThat(renewed.get(20, TimeUnit.SECONDS).nodeId()).isEqualTo("n1");
    }
    assertThat(callers.take().nodeId()).isEqualTo("n1");
  }

  @Test
  void aManagerRenewsOverItsControlSocket() throws Exception {
    Path path = directory.resolve("control.sock");
    CompletableFuture<NodeCredentials> renewed = new CompletableFuture<>();
    manager.onChange(renewed::complete);
    Authorization local = Authorization.controlSocket(() -> manager.current().asLocalCaller());
    KnownManagers nobody = new KnownManagers(new Random(1), List.of(), changed -> {});
    try (ControlSocket socket = ControlSocket.open(path, manager, local, List.of(roots, certificates));
        Renewer renewer = new Renewer(
            environment, loop, manager, files, nobody, () -> Optional.of(socket.path()))) {
      renewer.renewNow(Optional.empty());
      renewed.get(20, TimeUnit.SECONDS);
      assertThat(callers.take().isLocal()).isTrue();
    }
  }

  @Test
  void theRootOfAnotherClusterIsNotTakenFromAnyServer() {
    JoinToken token = JoinToken.generate(Cluster.named("x").authority().roots().digestHex(), new SecureRandom());
    CompletableFuture<?> download = new RootDownload(environment, loop, GrpcAuthority.unverified(managers))
        .fetch(Optional.of(token), new Attempts(2, Duration.ZERO));
    assertThatThrownBy(() -> download.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("remote CA does not match fingerprint. Expected: " + token.rootDigestHex());
  }

  @Test
  void aServerThatTheRootsDoNotProveIsNotAsked() {
    var foreign = Cluster.named("x").authority().roots();
    CompletableFuture<?> issued = new Issuance(environment, loop, GrpcAuthority.anonymous(managers, foreign))
        .obtain("", NodeSpec.Availability.ACTIVE, foreign, new Attempts(1, Duration.ZERO));
    assertThatThrownBy(() -> issued.get(20, TimeUnit.SECONDS)).cause()
        .hasMessageStartingWith("cannot reach a manager at 127.0.0.1:" + server.getPort() + ": TLS handshake failed");
    assertThat(callers).isEmpty();
  }

  @Test
  void anAddressWhereNobodyListensIsNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    CompletableFuture<?> download = new RootDownload(environment, loop, GrpcAuthority.unverified(managersAt(port)))
        .fetch(Optional.empty(), new Attempts(1, Duration.ZERO));
    assertThatThrownBy(() -> download.get(20, TimeUnit.SECONDS)).cause()
        .hasMessage("cannot reach a manager at 127.0.0.1:" + port + ": Connection refused: /127.0.0.1:" + port);
  }

  @Test
  void anUnknownHostIsNamed() {
    KnownManagers nowhere = new KnownManagers(
        new Random(1), List.of(new KnownManager("", "no-such-host.invalid:4242")), changed -> {});
    CompletableFuture<?> download = new RootDownload(environment, loop, GrpcAuthority.unverified(nowhere))
        .fetch(Optional.empty(), new Attempts(1, Duration.ZERO));
    assertThatThrownBy(() -> download.get(20, TimeUnit.SECONDS)).cause()
        .hasMessage("cannot reach a manager at no-such-host.invalid:4242: the host name is not known");
  }

  @Test
  void theServersOwnTextsReachTheUser() {
    assertThat(AuthorityFailure.of("a:1", Status.INVALID_ARGUMENT
        .withDescription("A valid join token is necessary to join this cluster").asRuntimeException()))
        .hasMessage("A valid join token is necessary to join this cluster");
    assertThat(AuthorityFailure.of("a:1", Status.DEADLINE_EXCEEDED.asRuntimeException()))
        .hasMessage("the manager at a:1 did not answer in time");
  }
}
