package io.swarmd.identity.join;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.api.Certificate;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.loop.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A manager that signs at once, or does what the test has queued instead. */
final class FakeAuthority implements AuthorityConnector {

  final List<String> log = new ArrayList<>();
  final Deque<Status> issueFailures = new ArrayDeque<>();
  final Deque<IssuanceStatus.State> states = new ArrayDeque<>();
  final Deque<Status> statusFailures = new ArrayDeque<>();
  final List<String> addresses = new ArrayList<>(List.of("a:1", "b:2"));
  Cluster cluster;
  byte[] servedRoot;
  Role role = Role.WORKER;
  KeyLock lock = new KeyLock(Optional.empty(), 1);
  final Deque<Status> lockFailures = new ArrayDeque<>();
  Duration expiry = Duration.ofMinutes(100);
  private final Environment environment;
  private IssueNodeCertificateRequest last = IssueNodeCertificateRequest.getDefaultInstance();

  FakeAuthority(Environment environment, Cluster cluster) {
    this.environment = environment;
    this.cluster = cluster;
    this.servedRoot = cluster.authority().roots().bundle();
  }

  @Override
  public AuthorityConnection open(Set<String> except, boolean remote) {
    String address = addresses.stream().filter(candidate -> !except.contains(candidate)).findFirst()
        .orElseThrow(() -> new IdentityException("no remote hosts provided"));
    return new Connection(address);
  }

  private static <T> CompletableFuture<T> failed(String address, Status status) {
    return CompletableFuture.failedFuture(AuthorityFailure.of(address, status.asRuntimeException()));
  }

  private NodeCertificateStatusResponse issued(IssuanceStatus.State state) {
    byte[] chain = cluster.authority().issue(CertificateRequest.parse(last.getCsr().toByteArray()),
        new NodeSubject("n1", role, cluster.id()), expiry, environment.now());
    IssuanceStatus status = IssuanceStatus.newBuilder().setState(state).setErr("CSR Decode failed: no").build();
    return NodeCertificateStatusResponse.newBuilder().setStatus(status).setCertificate(Certificate.newBuilder()
        .setCsr(last.getCsr()).setStatus(status).setCertificate(ByteString.copyFrom(chain))).build();
  }

  private final class Connection implements AuthorityConnection {

    private final String address;

    Connection(String address) {
      this.address = address;
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public CompletableFuture<byte[]> rootCertificate() {
      log.add("root " + address);
      return CompletableFuture.completedFuture(servedRoot);
    }

    @Override
    public CompletableFuture<IssueNodeCertificateResponse> issue(IssueNodeCertificateRequest request) {
      log.add("issue " + address + " " + request.getToken());
      if (!issueFailures.isEmpty()) {
        return failed(address, issueFailures.poll());
      }
      last = request;
      return CompletableFuture.completedFuture(IssueNodeCertificateResponse.newBuilder().setNodeId("n1").build());
    }

    @Override
    public CompletableFuture<NodeCertificateStatusResponse> status(String nodeId) {
      log.add("status " + address);
      if (!statusFailures.isEmpty()) {
        return failed(address, statusFailures.poll());
      }
      return CompletableFuture.completedFuture(
          issued(states.isEmpty() ? IssuanceStatus.State.ISSUED : states.poll()));
    }

    @Override
    public CompletableFuture<KeyLock> unlockKey() {
      log.add("lock " + address);
      return lockFailures.isEmpty()
          ? CompletableFuture.completedFuture(lock) : failed(address, lockFailures.poll());
    }

    @Override
    public void close(boolean worked) {
      log.add((worked ? "worked " : "failed ") + address);
    }
  }
}
