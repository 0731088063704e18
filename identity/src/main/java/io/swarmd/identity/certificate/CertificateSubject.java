package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Whom a certificate names.
 *
 * @param commonName the node's id
 * @param units the roles
 * @param organization the cluster's id; the first one when there are several
 */
public record CertificateSubject(String commonName, Set<String> units, String organization) {

  /** @throws IdentityException when the name is damaged, which the JDK's reader lets pass */
  public static CertificateSubject of(X509Certificate certificate) {
    X500Name name = name(certificate);
    return new CertificateSubject(
        values(name, BCStyle.CN).stream().findFirst().orElse(""),
        values(name, BCStyle.OU),
        values(name, BCStyle.O).stream().findFirst().orElse(""));
  }

  private static X500Name name(X509Certificate certificate) {
    try {
      return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    } catch (IllegalArgumentException damaged) {
      throw new IdentityException("malformed certificate", damaged);
    }
  }

  private static Set<String> values(X500Name name, ASN1ObjectIdentifier attribute) {
    Set<String> values = new LinkedHashSet<>();
    Arrays.stream(name.getRDNs(attribute))
        .forEach(part -> values.add(IETFUtils.valueToString(part.getFirst().getValue())));
    return values;
  }
}
