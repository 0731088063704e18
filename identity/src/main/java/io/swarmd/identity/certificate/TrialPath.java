package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Walks a chain as peers do in a handshake: with all the rules of RFC 5280, of which lengths and purposes are some. */
final class TrialPath {

  private static final int SIGNS_CERTIFICATES = 5;

  private TrialPath() {}

  /** @throws IdentityException when peers that trust the anchor would refuse the chain */
  static void walk(List<X509Certificate> chain, X509Certificate anchor, Instant now) {
    // As in a handshake: a link that has the name and the key of the anchor is where the walk ends.
    List<X509Certificate> links = chain.stream().takeWhile(link -> !link.getPublicKey().equals(anchor.getPublicKey()))
        .toList();
    requireAuthority(anchor, links.size() - 1);
    try {
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(links);
      PKIXParameters rules = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      rules.setRevocationEnabled(false);
      rules.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX").validate(path, rules);
    } catch (GeneralSecurityException refused) {
      throw new IdentityException("nodes that trust " + anchor.getSubjectX500Principal().getName()
          + " would refuse the certificates: " + refused.getMessage(), refused);
    }
  }

  /** Java believes an anchor whatever it says of itself; others do not. */
  static void requireAuthority(X509Certificate anchor, int intermediates) {
    String name = "the certificate " + anchor.getSubjectX500Principal().getName();
    if (anchor.getBasicConstraints() < 0) {
      throw new IdentityException(name + " is no certificate authority: it needs the basic constraint CA:TRUE");
    }
    if (anchor.getKeyUsage() != null && !anchor.getKeyUsage()[SIGNS_CERTIFICATES]) {
      throw new IdentityException(name + " may not sign certificates: its key usage lacks keyCertSign");
    }
    if (intermediates > anchor.getBasicConstraints()) {
      throw new IdentityException(name + " allows no authority below it: its path length is "
          + anchor.getBasicConstraints());
    }
  }
}
