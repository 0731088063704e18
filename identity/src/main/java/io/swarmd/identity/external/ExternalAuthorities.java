package io.swarmd.identity.external;

import io.swarmd.identity.certificate.RootCertificates;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reaches external authorities over the network. Calls do not block; futures complete on a thread of the
 * implementation, and fail with an {@link ExternalAuthorityException}. Each URL costs at most five seconds.
 */
public interface ExternalAuthorities {

  /**
   * Finds out whether a server at one of the URLs proves itself by the root: a TLS handshake, nothing is asked.
   *
   * @return fails with the reason at the last URL when none does
   */
  CompletableFuture<Void> reach(List<String> urls, RootCertificates root);

  /**
   * Asks the URLs in order until one signs.
   *
   * @param trusted whom the servers may prove themselves by
   * @return the certificate as PEM text, as it came; fails with the reason of the last URL
   */
  CompletableFuture<byte[]> sign(List<String> urls, SigningOrder order, RootCertificates trusted);

  /** Reaches none: for a manager that is not connected to anything. */
  static ExternalAuthorities unreachable() {
    return new ExternalAuthorities() {
      @Override
      public CompletableFuture<Void> reach(List<String> urls, RootCertificates root) {
        return refused();
      }

      @Override
      public CompletableFuture<byte[]> sign(List<String> urls, SigningOrder order, RootCertificates trusted) {
        return refused();
      }

      private static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(
            ExternalAuthorityException.passing("no external CA can be reached from here"));
      }
    };
  }
}
