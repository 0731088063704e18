package io.swarmd.identity.authorization;

import io.swarmd.api.BlacklistedCertificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.model.time.WireTime;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The certificates that are no longer let in: those of removed nodes, until they would have expired. Pure. */
public final class Blacklist {

  /** Entries stay this long after the certificate's end, for clocks that differ (control sheet, section 2). */
  private static final Duration GRACE = Duration.ofDays(7);

  private Blacklist() {}

  /** The cluster with the node's certificate on the list. */
  public static Cluster add(Cluster cluster, Node node, Instant now) {
    BlacklistedCertificate.Builder entry = BlacklistedCertificate.newBuilder();
    expiry(node).map(WireTime::timestamp).ifPresent(entry::setExpiry);
    return withoutStale(cluster, now).toBuilder().putBlacklistedCertificates(node.getId(), entry.build()).build();
  }

  /** The cluster without the entries that have no more use. */
  public static Cluster withoutStale(Cluster cluster, Instant now) {
    Cluster.Builder kept = cluster.toBuilder();
    for (Map.Entry<String, BlacklistedCertificate> entry : cluster.getBlacklistedCertificatesMap().entrySet()) {
      BlacklistedCertificate listed = entry.getValue();
      if (listed.hasExpiry() && WireTime.instant(listed.getExpiry()).plus(GRACE).isBefore(now)) {
        kept.removeBlacklistedCertificates(entry.getKey());
      }
    }
    return kept.build();
  }

  private static Optional<Instant> expiry(Node node) {
    byte[] pem = node.getCertificate().getCertificate().toByteArray();
    if (pem.length == 0) {
      return Optional.empty();
    }
    try {
      X509Certificate certificate = (X509Certificate)
          CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
      return Optional.of(certificate.getNotAfter().toInstant());
    } catch (CertificateException unreadable) {
      return Optional.empty(); // then the entry stays for good
    }
  }
}
