package io.swarmd.ca.rotation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus.State;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.ca.Requests;
import io.swarmd.ca.issuance.SigningLoop;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.IssuerIdentity;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.simulated.StoreFixture;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A cluster whose leader signs and rotates, and nodes that do what they are told when the test says so. */
final class RotatingCluster {

  static final Duration MOMENT = Duration.ofMillis(1);
  static final Duration PASS = Duration.ofSeconds(3);

  private static final ByteString REQUEST = Requests.csr();

  final SimulatedEnvironment environment = new SimulatedEnvironment(3);
  final StoreFixture store = StoreFixture.leading(environment);
  final CertificateAuthority first = CertificateAuthority.create(environment.now());
  private final List<ControlLoopRunner> running = new ArrayList<>();

  RotatingCluster(int nodes) {
    store.commit(Requests.cluster(first));
    for (int number = 0; number < nodes; number++) {
      store.commit(node("n" + number));
    }
    lead();
    renew(ids());
  }

  /** A node that has joined, and says nothing of its certificate yet. */
  static Node node(String id) {
    Node.Builder node = Node.newBuilder().setId(id).setRole(NodeRole.WORKER)
        .setSpec(NodeSpec.newBuilder().setMembership(NodeSpec.Membership.ACCEPTED));
    node.getCertificateBuilder().setCn(id).setRole(NodeRole.WORKER).getStatusBuilder().setState(State.ISSUED);
    return node.build();
  }

  /** Starts the leader's loops, for the first time or because the leader is another one. */
  void lead() {
    running.forEach(ControlLoopRunner::close);
    running.clear();
    for (var loop : List.of(new SigningLoop(ExternalAuthorities.unreachable()), new RotationLoop(new SecureRandom()))) {
      running.add(ControlLoopRunner.start(
          environment, store.store(), loop, environment.newLoop(loop.name()), store.term(), Metrics.NONE));
    }
    pass(MOMENT);
  }

  void stopLeading() {
    running.forEach(ControlLoopRunner::close);
    running.clear();
  }

  void pass(Duration span) {
    environment.runFor(span);
  }

  List<String> ids() {
    return store.view().all(Table.NODE).stream().map(Node::getId).toList();
  }

  Cluster cluster() {
    return store.get(Table.CLUSTER, Requests.CLUSTER_ID);
  }

  Node get(String id) {
    return store.get(Table.NODE, id);
  }

  List<String> asked() {
    return ids().stream().filter(id -> get(id).getCertificate().getStatus().getState() == State.ROTATE).toList();
  }

  /** What a user's update makes of the cluster: a rotation to the next authority. */
  void rotateTo(CertificateAuthority next) {
    X509Certificate root = next.roots().certificates().getFirst();
    Cluster.Builder changed = cluster().toBuilder();
    changed.getRootCaBuilder().getRootRotationBuilder()
        .setCaCert(ByteString.copyFrom(next.roots().bundle()))
        .setCaKey(ByteString.copyFrom(next.keyPem()))
        .setCrossSignedCaCert(ByteString.copyFrom(first.crossSign(root)));
    commit(changed.build());
  }

  void abort() {
    Cluster.Builder changed = cluster().toBuilder();
    changed.getRootCaBuilder().clearRootRotation();
    commit(changed.build());
  }

  void commit(Message... objects) {
    store.commit(objects);
    pass(MOMENT);
  }

  CertificateAuthority next() {
    return CertificateAuthority.create(environment.now());
  }

  /** The nodes renew, all at once, and tell of it. */
  void renew(List<String> ids) {
    requestCertificates(ids);
    commit(ids.stream().map(id -> reporting(get(id))).toArray(Message[]::new));
  }

  void requestCertificates(List<String> ids) {
    commit(ids.stream().map(id -> requesting(get(id))).toArray(Message[]::new));
  }

  private static Node requesting(Node node) {
    Node.Builder asking = node.toBuilder();
    asking.getCertificateBuilder().setCsr(REQUEST).getStatusBuilder().setState(State.RENEW);
    return asking.build();
  }

  /** The node with the issuer of its certificate in its description. */
  Node reporting(Node node) {
    List<X509Certificate> chain = chain(node.getId());
    IssuerIdentity issuer = Stream.concat(chain.stream().skip(1), first.roots().certificates().stream())
        .filter(candidate -> signed(chain.getFirst(), candidate)).findFirst().map(IssuerIdentity::of).orElseThrow();
    Node.Builder telling = node.toBuilder();
    telling.getDescriptionBuilder().getTlsInfoBuilder().setTrustRoot(cluster().getRootCa().getCaCert())
        .setCertIssuerSubject(issuer.subject()).setCertIssuerPublicKey(issuer.publicKey());
    return telling.build();
  }

  private static boolean signed(X509Certificate leaf, X509Certificate authority) {
    try {
      leaf.verify(authority.getPublicKey());
      return true;
    } catch (java.security.GeneralSecurityException other) {
      return false;
    }
  }

  List<X509Certificate> chain(String id) {
    return CertificateChain.parse(get(id).getCertificate().getCertificate().toByteArray());
  }
}
