package io.swarmd.identity.certificate;

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

  public static CertificateSubject of(X509Certificate certificate) {
    X500Name name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    return new CertificateSubject(
        values(name, BCStyle.CN).stream().findFirst().orElse(""),
        values(name, BCStyle.OU),
        values(name, BCStyle.O).stream().findFirst().orElse(""));
  }

  private static Set<String> values(X500Name name, ASN1ObjectIdentifier attribute) {
    Set<String> values = new LinkedHashSet<>();
    Arrays.stream(name.getRDNs(attribute))
        .forEach(part -> values.add(IETFUtils.valueToString(part.getFirst().getValue())));
    return values;
  }
}
