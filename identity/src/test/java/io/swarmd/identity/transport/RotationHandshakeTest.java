package io.swarmd.identity.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.ForeignRoot;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.tls.NodeIdentity;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that are at different stages of a root rotation meet: each trusts a root, or two, and shows one chain. */
class RotationHandshakeTest {

  private static final CertificateAuthority OLD = Cluster.named("c").authority();
  private static final CertificateAuthority NEXT = ForeignRoot.named("our company", Cluster.NOW).authority(Cluster.NOW);
  private static final CertificateAuthority ROTATING = CertificateAuthority.of(OLD.roots(), NEXT.roots().bundle(),
      NEXT.keyPem(), OLD.crossSign(NEXT.roots().certificates().getFirst()), Cluster.NOW);

  enum Trust {
    OLD_ROOT, NEW_ROOT, BOTH;

    RootCertificates roots() {
      ByteArrayOutputStream bundle = new ByteArrayOutputStream();
      if (this != NEW_ROOT) {
        bundle.writeBytes(OLD.roots().bundle());
      }
      if (this != OLD_ROOT) {
        bundle.writeBytes(NEXT.roots().bundle());
      }
      return RootCertificates.parse(bundle.toByteArray(), Cluster.NOW);
    }
  }

  static Stream<List<Trust>> pairs() {
    return Stream.of(Trust.values()).flatMap(one -> Stream.of(Trust.values()).map(other -> List.of(one, other)));
  }

  private static NodeIdentity crossSigned(String id, Role role, Trust trust) {
    NodeCredentials issued = NodeCredentials.issue(
        ROTATING, new NodeSubject(id, role, "c"), Duration.ofHours(2), Cluster.NOW);
    return new NodeIdentity(issued.withRoots(trust.roots(), Cluster.NOW));
  }

  private static void meet(NodeIdentity manager, NodeIdentity worker) throws Exception {
    try (ApiFixture api = new ApiFixture(manager, DispatcherGrpc.getServiceDescriptor())) {
      ManagedChannel channel = NodeChannels.toManager(worker, api.address()).build();
      assertThat(ApiFixture.call(channel, DispatcherGrpc.getHeartbeatMethod()).getCode()).isEqualTo(Code.NOT_FOUND);
      assertThat(api.callers).extracting(caller -> caller.nodeId()).containsExactly("w");
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  @Tag("identity-50")
  void crossSignedNodesShowTheirCertificatesAndAreKnown(List<Trust> pair) throws Exception {
    meet(crossSigned("m", Role.MANAGER, pair.getFirst()), crossSigned("w", Role.WORKER, pair.getLast()));
  }

  /** The names a server lists when it asks for a certificate. */
  private static List<Principal> listed(ApiFixture api, String protocol) throws Exception {
    List<Principal> names = new CopyOnWriteArrayList<>();
    SSLContext anonymous = SSLContext.getInstance("TLS");
    anonymous.init(new KeyManager[] {new X509ExtendedKeyManager() {
      @Override
      public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        names.addAll(List.of(issuers));
        return null;
      }

      @Override
      public String[] getClientAliases(String type, Principal[] issuers) {
        return null;
      }

      @Override
      public String[] getServerAliases(String type, Principal[] issuers) {
        return null;
      }

      @Override
      public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return null;
      }

      @Override
      public X509Certificate[] getCertificateChain(String alias) {
        return null;
      }

      @Override
      public PrivateKey getPrivateKey(String alias) {
        return null;
      }
    }}, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (SSLSocket socket = (SSLSocket) anonymous.getSocketFactory().createSocket("127.0.0.1", api.server.getPort())) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
    }
    return names;
  }

  /**
   * A client in Go shows its certificate only if the server lists an issuer of a certificate in its chain, or nobody
   * (identity sheet, section 12).
   */
  @ParameterizedTest
  @CsvSource({"OLD_ROOT, TLSv1.3", "NEW_ROOT, TLSv1.3", "BOTH, TLSv1.3", "OLD_ROOT, TLSv1.2", "BOTH, TLSv1.2"})
  @Tag("identity-50")
  void theServerListsAnIssuerOfWhoeverItWouldBelieve(Trust trust, String protocol) throws Exception {
    NodeIdentity manager = crossSigned("m", Role.MANAGER, trust);
    try (ApiFixture api = new ApiFixture(manager, DispatcherGrpc.getServiceDescriptor())) {
      List<Principal> listed = listed(api, protocol);
      assertThat(listed).containsExactlyInAnyOrderElementsOf(
          trust.roots().certificates().stream().<Principal>map(X509Certificate::getSubjectX500Principal).toList());
      List<X509Certificate> chain = crossSigned("w", Role.WORKER, Trust.OLD_ROOT).current().chain();
      assertThat(chain).hasSize(2);
      assertThat(chain).anyMatch(certificate -> listed.contains(certificate.getIssuerX500Principal()));
    }
  }

  @Test
  void nodesOfTheOldRootAndOfTheNextKnowEachOtherWhileTheOldIsTrusted() throws Exception {
    NodeIdentity oldManager = new NodeIdentity(new Cluster("c", OLD).manager("m"));
    NodeIdentity oldWorker = new NodeIdentity(new Cluster("c", OLD).worker("w"));
    meet(oldManager, crossSigned("w", Role.WORKER, Trust.OLD_ROOT));
    meet(crossSigned("m", Role.MANAGER, Trust.OLD_ROOT), oldWorker);
  }

  @Test
  void aChannelGoesOnThroughTheWholeRotation() throws Exception {
    Cluster old = new Cluster("c", OLD);
    NodeIdentity manager = new NodeIdentity(old.manager("m"));
    NodeIdentity worker = new NodeIdentity(old.worker("w"));
    try (ApiFixture api = new ApiFixture(manager, DispatcherGrpc.getServiceDescriptor())) {
      ManagedChannel channel = NodeChannels.toManager(worker, api.address()).build();
      List<Runnable> stages = List.of(
          () -> worker.replace(crossSigned("w", Role.WORKER, Trust.OLD_ROOT).current()),
          () -> manager.replace(crossSigned("m", Role.MANAGER, Trust.OLD_ROOT).current()),
          () -> manager.replace(crossSigned("m", Role.MANAGER, Trust.NEW_ROOT).current()),
          () -> worker.replace(crossSigned("w", Role.WORKER, Trust.NEW_ROOT).current()),
          () -> manager.replace(new Cluster("c", NEXT).manager("m")),
          () -> worker.replace(new Cluster("c", NEXT).worker("w")));
      for (Runnable stage : stages) {
        stage.run();
        channel.enterIdle();
        assertThat(ApiFixture.call(channel, DispatcherGrpc.getHeartbeatMethod()).getCode()).isEqualTo(Code.NOT_FOUND);
      }
      channel.shutdownNow();
    }
  }
}
