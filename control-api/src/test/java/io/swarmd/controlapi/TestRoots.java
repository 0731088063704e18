package io.swarmd.controlapi;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.certificate.RootCertificates;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Roots as users may bring them along, for tests. */
final class TestRoots {

  private TestRoots() {}

  /** Another certificate for the key of an authority. */
  static RootCertificates ofKey(CertificateAuthority authority, Instant now) {
    return RootCertificates.parse(selfSigned("other name", authority.roots().certificates().getFirst().getPublicKey(),
        PrivateKeys.parse(authority.keyPem()), new BasicConstraints(true), now), now);
  }

  /** A certificate that says it may not sign others. */
  static CertificateAuthority withoutAuthority(Instant now) {
    KeyPair pair = PrivateKeys.generate();
    byte[] pem = selfSigned("no authority", pair.getPublic(), pair.getPrivate(), new BasicConstraints(false), now);
    return CertificateAuthority.of(RootCertificates.parse(pem, now), PrivateKeys.toPkcs8(pair.getPrivate()).encode());
  }

  private static byte[] selfSigned(
      String name, PublicKey publicKey, PrivateKey key, BasicConstraints constraints, Instant now) {
    X500Name subject = new X500Name("CN=" + name);
    try {
      byte[] der = new X509v3CertificateBuilder(subject, BigInteger.TWO, Date.from(now.minusSeconds(60)),
          Date.from(now.plus(Duration.ofDays(3650))), subject, SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()))
          .addExtension(Extension.basicConstraints, true, constraints)
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)).getEncoded();
      return Pem.of("CERTIFICATE", der).encode();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
