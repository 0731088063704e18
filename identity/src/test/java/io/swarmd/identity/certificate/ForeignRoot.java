package io.swarmd.identity.certificate;

import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root such as users bring along, for tests: of a name of its own, with a key identifier made by no rule of ours. */
public record ForeignRoot(byte[] certificatePem, byte[] keyPem) {

  public static ForeignRoot named(String name, BasicConstraints constraints, Instant now, Duration lasting) {
    KeyPair pair = PrivateKeys.generate();
    X500Name subject = new X500Name("CN=" + name);
    try {
      X509v3CertificateBuilder root = new X509v3CertificateBuilder(subject, BigInteger.TEN,
          Date.from(now.minusSeconds(60)), Date.from(now.plus(lasting)), subject,
          SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
      root.addExtension(Extension.basicConstraints, true, constraints);
      root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      root.addExtension(Extension.subjectKeyIdentifier, false,
          new SubjectKeyIdentifier(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
      byte[] der = root.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
      return new ForeignRoot(Pem.of("CERTIFICATE", der).encode(), PrivateKeys.toPkcs8(pair.getPrivate()).encode());
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static ForeignRoot named(String name, Instant now) {
    return named(name, new BasicConstraints(true), now, Duration.ofDays(3650));
  }

  public CertificateAuthority authority(Instant now) {
    return CertificateAuthority.of(RootCertificates.parse(certificatePem, now), keyPem);
  }
}
