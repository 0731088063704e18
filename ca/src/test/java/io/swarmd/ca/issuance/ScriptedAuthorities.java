package io.swarmd.ca.issuance;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.identity.external.ExternalAuthorityException;
import io.swarmd.identity.external.NodeOrder;
import io.swarmd.identity.external.SigningOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** External authorities that answer when the test says so. */
final class ScriptedAuthorities implements ExternalAuthorities {

  /** One call. */
  record Call(List<String> urls, NodeOrder order, RootCertificates trusted, CompletableFuture<byte[]> answer) {

    void sign(CertificateAuthority root, Instant now) {
      answer.complete(root.issue(
          CertificateRequest.parse(order.requestPem()), order.subject(), Duration.ofHours(5), now));
    }

    void fail(String text) {
      answer.completeExceptionally(ExternalAuthorityException.passing(text));
    }

    void refuse(String text) {
      answer.completeExceptionally(ExternalAuthorityException.lasting(text));
    }

    String node() {
      return order.subject().nodeId();
    }
  }

  private final List<Call> open = new ArrayList<>();
  private int calls;

  @Override
  public CompletableFuture<Void> reach(List<String> urls, RootCertificates root) {
    throw new AssertionError("a signer reaches for nobody");
  }

  @Override
  public CompletableFuture<byte[]> sign(List<String> urls, SigningOrder order, RootCertificates trusted) {
    Call call = new Call(urls, (NodeOrder) order, trusted, new CompletableFuture<>());
    open.add(call);
    calls++;
    return call.answer();
  }

  /** The calls since the last look. */
  List<Call> take() {
    List<Call> taken = List.copyOf(open);
    open.clear();
    return taken;
  }

  int calls() {
    return calls;
  }
}
