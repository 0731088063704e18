package io.swarmd.identity.join;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Fetches a cluster's roots from a server nobody vouches for; a join token's digest proves what comes. */
record RootDownload(Environment environment, EventLoop loop, AuthorityConnector connector) {

  /** The roots; with a token only those it pins, without one the first that come. */
  CompletableFuture<RootCertificates> fetch(Optional<JoinToken> token, Attempts attempts) {
    return attempts.run(loop, number -> {
      AuthorityConnection connection = connector.open(Set.of(), true);
      return connection.rootCertificate()
          .whenComplete((bundle, failure) -> connection.close(failure == null))
          .thenApply(bundle -> checked(bundle, token));
    });
  }

  private RootCertificates checked(byte[] bundle, Optional<JoinToken> token) {
    token.filter(pinning -> !pinning.rootDigestHex().equals(RootCertificates.digestHex(bundle))).ifPresent(other -> {
      throw new IdentityException("remote CA does not match fingerprint. Expected: " + other.rootDigestHex());
    });
    return RootCertificates.parse(bundle, environment.now());
  }
}
