package io.swarmd.identity.external;

import io.swarmd.identity.certificate.RootCertificates;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reaches external authorities over the network. Calls do not block; futures complete on a thread of the
 * implementation. Each URL costs at most five seconds.
 */
public interface ExternalAuthorities {

  /** Whether a server at one of the URLs proves itself by the root: a TLS handshake, nothing is asked. */
  CompletableFuture<Boolean> reachable(List<String> urls, RootCertificates root);

  /**
   * Asks the URLs in order until one vouches for another root.
   *
   * @param trusted whom the servers may prove themselves by
   * @return the copy as PEM text; fails with the {@link ExternalAuthorityException} of the last URL
   */
  CompletableFuture<byte[]> crossSign(List<String> urls, CrossSigningOrder order, RootCertificates trusted);

  /** Reaches none: for a manager that is not connected to anything. */
  static ExternalAuthorities unreachable() {
    return new ExternalAuthorities() {
      @Override
      public CompletableFuture<Boolean> reachable(List<String> urls, RootCertificates root) {
        return CompletableFuture.completedFuture(false);
      }

      @Override
      public CompletableFuture<byte[]> crossSign(
          List<String> urls, CrossSigningOrder order, RootCertificates trusted) {
        return CompletableFuture.failedFuture(new ExternalAuthorityException("no external CA can be reached"));
      }
    };
  }
}
