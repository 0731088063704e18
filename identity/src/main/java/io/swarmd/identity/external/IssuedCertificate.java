package io.swarmd.identity.external;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.CertificateSubject;
import io.swarmd.identity.certificate.NodeSubject;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Checks that what an external authority signed is what was asked of it, before a node gets to use it. */
public final class IssuedCertificate {

  private static final int DNS_NAME = 2;
  private static final int SIGNS_HANDSHAKES = 0;
  private static final String AS_SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String AS_CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String FOR_ANYTHING = "2.5.29.37.0";

  private IssuedCertificate() {}

  /**
   * The certificate in plain form.
   *
   * @param reply PEM text from the authority
   * @param root by which it has to be signed
   * @throws ExternalAuthorityException that another try will not help against, when it is not as it was ordered
   */
  public static byte[] verified(byte[] reply, NodeOrder order, X509Certificate root, Instant now) {
    try {
      List<X509Certificate> certificates = CertificateChain.parse(reply);
      if (certificates.size() != 1) {
        throw refused("must be one, and not " + certificates.size());
      }
      X509Certificate issued = certificates.getFirst();
      CertificateChain.verify(List.of(issued), List.of(root), now);
      requireKey(issued, CertificateRequest.parse(order.requestPem()));
      requireNames(issued, order.subject());
      requirePurpose(issued);
      return CertificateChain.encode(issued);
    } catch (ExternalAuthorityException refused) {
      throw refused;
    } catch (IdentityException unusable) {
      throw refused("cannot be used: " + unusable.getMessage());
    }
  }

  private static void requireKey(X509Certificate issued, CertificateRequest request) {
    if (!SubjectPublicKeyInfo.getInstance(issued.getPublicKey().getEncoded()).equals(request.publicKey())) {
      throw refused("is for another key than the request's");
    }
  }

  private static void requireNames(X509Certificate issued, NodeSubject subject) {
    CertificateSubject wanted =
        new CertificateSubject(subject.nodeId(), Set.of(subject.role().unit()), subject.clusterId());
    if (!CertificateSubject.of(issued).equals(wanted)) {
      throw refused("has the subject " + issued.getSubjectX500Principal().getName() + " instead of CN="
          + subject.nodeId() + ",OU=" + subject.role().unit() + ",O=" + subject.clusterId());
    }
    Set<String> names = serverNames(issued);
    if (!names.equals(new TreeSet<>(subject.serverNames()))) {
      throw refused("has the host names " + names + " instead of " + subject.serverNames());
    }
  }

  private static Set<String> serverNames(X509Certificate issued) {
    try {
      Set<String> names = new TreeSet<>();
      Collection<List<?>> alternatives = issued.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.stream().filter(name -> name.getFirst().equals(DNS_NAME)).map(name -> name.get(1).toString())
            .forEach(names::add);
      }
      return names;
    } catch (CertificateParsingException malformed) {
      throw refused("has host names that cannot be read");
    }
  }

  /** A node is server and client, and nothing above other nodes. */
  private static void requirePurpose(X509Certificate issued) {
    if (issued.getBasicConstraints() >= 0) {
      throw refused("is one of an authority");
    }
    try {
      List<String> purposes = issued.getExtendedKeyUsage();
      boolean everywhere = purposes == null || purposes.contains(FOR_ANYTHING)
          || purposes.contains(AS_SERVER) && purposes.contains(AS_CLIENT);
      if (!everywhere || issued.getKeyUsage() != null && !issued.getKeyUsage()[SIGNS_HANDSHAKES]) {
        throw refused("does not allow its use by servers and clients");
      }
    } catch (GeneralSecurityException malformed) {
      throw refused("has purposes that cannot be read");
    }
  }

  private static ExternalAuthorityException refused(String what) {
    return ExternalAuthorityException.lasting("the certificate from the external CA " + what);
  }
}
