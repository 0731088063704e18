package io.swarmd.identity.join;

import com.google.protobuf.ByteString;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.api.NodeSpec;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Asks for a certificate and waits until it is signed; each attempt is made with a new key. */
record Issuance(Environment environment, EventLoop loop, AuthorityConnector connector) {

  private static final Duration POLL_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL_BACKOFF = Duration.ofSeconds(30);

  /**
   * Obtains credentials.
   *
   * @param token empty for a node that renews
   * @return fails with the last attempt's reason; with {@link
   *     io.swarmd.identity.certificate.UnknownAuthorityException} when the certificate is not of the roots
   */
  CompletableFuture<NodeCredentials> obtain(
      String token, NodeSpec.Availability availability, RootCertificates roots, Attempts attempts) {
    return attempts.run(loop, number -> new Attempt(token, availability, roots, number > 0).run());
  }

  /** One request and the waiting for its answer; runs on the loop. */
  private final class Attempt {

    private final KeyPair pair = PrivateKeys.generate();
    private final ByteString request = ByteString.copyFrom(CertificateRequest.create(pair));
    private final CompletableFuture<NodeCredentials> result = new CompletableFuture<>();
    private final Set<String> tried = new HashSet<>();
    private final String token;
    private final NodeSpec.Availability availability;
    private final RootCertificates roots;
    private boolean remote;
    private AuthorityConnection connection;
    private String nodeId;
    private int polls;

    Attempt(String token, NodeSpec.Availability availability, RootCertificates roots, boolean remote) {
      this.token = token;
      this.availability = availability;
      this.roots = roots;
      this.remote = remote;
    }

    CompletableFuture<NodeCredentials> run() {
      connection = connector.open(tried, remote);
      connection.issue(IssueNodeCertificateRequest.newBuilder()
          .setCsr(request).setToken(token).setAvailability(availability).build())
          .whenCompleteAsync((issued, failure) -> {
            if (failure != null) {
              fail(failure);
            } else {
              nodeId = issued.getNodeId();
              poll();
            }
          }, loop);
      return result;
    }

    private void fail(Throwable failure) {
      connection.close(false);
      result.completeExceptionally(AuthorityFailure.unwrap(failure));
    }

    private void poll() {
      polls++;
      connection.status(nodeId).whenCompleteAsync((status, failure) -> {
        if (failure == null) {
          look(status);
        } else if (AuthorityFailure.unwrap(failure) instanceof AuthorityFailure known && known.timedOut()) {
          pollLater();
        } else {
          moveOn(failure);
        }
      }, loop);
    }

    private void pollLater() {
      loop.schedule(
          RenewalTimes.backoff(polls, POLL_BACKOFF, LONGEST_POLL_BACKOFF, environment.random()), this::poll);
    }

    /** The request is recorded in the store, so any other manager can answer for it. */
    private void moveOn(Throwable failure) {
      tried.add(connection.address());
      connection.close(false);
      remote = true;
      try {
        connection = connector.open(tried, remote);
      } catch (IdentityException nobodyLeft) {
        result.completeExceptionally(AuthorityFailure.unwrap(failure));
        return;
      }
      pollLater();
    }

    private void look(NodeCertificateStatusResponse status) {
      IssuanceStatus.State state = status.getStatus().getState();
      boolean answersUs = status.getCertificate().getCsr().equals(request);
      if (state == IssuanceStatus.State.FAILED && answersUs) {
        fail(new RejectedRequest("the certificate request was rejected: " + status.getStatus().getErr()));
      } else if ((state == IssuanceStatus.State.ISSUED || state == IssuanceStatus.State.ROTATE) && answersUs) {
        accept(status);
      } else {
        pollLater();
      }
    }

    private void accept(NodeCertificateStatusResponse status) {
      byte[] chain = status.getCertificate().getCertificate().toByteArray();
      if (chain.length == 0) {
        fail(new IdentityException("no certificate in CertificateStatus response"));
        return;
      }
      try {
        NodeCredentials credentials = NodeCredentials.verified(chain, pair.getPrivate(), roots, environment.now());
        connection.close(true);
        result.complete(credentials);
      } catch (IdentityException unusable) {
        fail(unusable);
      }
    }
  }
}
