package io.swarmd.identity.join;

import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.tls.NodeIdentity;
import java.time.Instant;
import java.util.Arrays;

/** The roots a node trusts, on disk and in use, as its cluster tells it (identity sheet, 9.14). */
public record TrustedRoots(NodeIdentity identity, CertificateFiles files) {

  /**
   * Takes over a bundle; nothing happens when it is the one in use.
   *
   * @throws io.swarmd.identity.IdentityException when it is malformed, or does not vouch for this node's certificate
   */
  public void adopt(byte[] bundle, Instant now) {
    NodeCredentials current = identity.current();
    if (Arrays.equals(bundle, current.roots().bundle())) {
      return;
    }
    NodeCredentials trusting = current.withRoots(RootCertificates.parse(bundle, now), now);
    files.writeRoots(trusting.roots());
    identity.replace(trusting);
  }
}
