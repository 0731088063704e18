package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The exact shape of root and node certificates (identity sheet, sections 2 and 3). */
final class CertificateProfile {

  private static final int SERIAL_BYTES = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private CertificateProfile() {}

  static X509Certificate root(KeyPair pair, Instant notBefore, Instant notAfter) {
    X500Name name = NodeSubject.rootName();
    SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    X509v3CertificateBuilder certificate = builder(name, notBefore, notAfter, name, publicKey);
    try {
      certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      certificate.addExtension(Extension.subjectKeyIdentifier, false, keyId(publicKey));
      return sign(certificate, pair.getPrivate());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static X509Certificate node(SubjectPublicKeyInfo publicKey, NodeSubject subject, Instant notBefore,
      Instant notAfter, X509Certificate signer, PrivateKey signerKey) {
    X509v3CertificateBuilder certificate = builder(name(signer), notBefore, notAfter, subject.name(), publicKey);
    try {
      certificate.addExtension(Extension.keyUsage, true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      certificate.addExtension(Extension.extendedKeyUsage, false,
          new ExtendedKeyUsage(new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      certificate.addExtension(Extension.subjectKeyIdentifier, false, keyId(publicKey));
      certificate.addExtension(Extension.authorityKeyIdentifier, false, authorityKeyId(signer));
      certificate.addExtension(Extension.subjectAlternativeName, false, serverNames(subject));
      return sign(certificate, signerKey);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * A copy of another authority's root that this signer vouches for: all that names it stays, and its serial number
   * and dates, so that whoever holds a certificate of that authority can show it beside the copy (identity sheet, 10.1).
   */
  static X509Certificate crossSigned(X509Certificate root, X509Certificate signer, PrivateKey signerKey) {
    try {
      X509CertificateHolder original = new JcaX509CertificateHolder(root);
      X509v3CertificateBuilder copy = new X509v3CertificateBuilder(name(signer), original.getSerialNumber(),
          original.getNotBefore(), original.getNotAfter(), original.getSubject(), original.getSubjectPublicKeyInfo());
      for (Object id : original.getExtensionOIDs()) {
        if (!id.equals(Extension.authorityKeyIdentifier)) {
          copy.addExtension(original.getExtension((ASN1ObjectIdentifier) id));
        }
      }
      copy.addExtension(Extension.authorityKeyIdentifier, false, authorityKeyId(signer));
      return sign(copy, signerKey);
    } catch (IOException | CertificateEncodingException malformed) {
      throw new IdentityException("the certificate cannot be copied: " + malformed.getMessage(), malformed);
    }
  }

  private static X500Name name(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /** The signer's own name for its key where it has one; others made theirs by other rules. */
  private static AuthorityKeyIdentifier authorityKeyId(X509Certificate signer) {
    byte[] own = signer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    SubjectKeyIdentifier id = own == null
        ? keyId(SubjectPublicKeyInfo.getInstance(signer.getPublicKey().getEncoded()))
        : SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(own).getOctets());
    return new AuthorityKeyIdentifier(id.getKeyIdentifier());
  }

  private static GeneralNames serverNames(NodeSubject subject) {
    return new GeneralNames(subject.serverNames().stream()
        .map(name -> new GeneralName(GeneralName.dNSName, name)).toArray(GeneralName[]::new));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, Instant notBefore, Instant notAfter, X500Name subject, SubjectPublicKeyInfo publicKey) {
    return new X509v3CertificateBuilder(
        issuer, serial(), Date.from(notBefore), Date.from(notAfter), subject, publicKey);
  }

  private static BigInteger serial() {
    byte[] bytes = new byte[SERIAL_BYTES];
    RANDOM.nextBytes(bytes);
    bytes[0] &= 0x7f;
    return new BigInteger(1, bytes);
  }

  /** The SHA-1 of the public key's bits: the customary name of a key, on whose strength nothing relies. */
  private static SubjectKeyIdentifier keyId(SubjectPublicKeyInfo publicKey) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return new SubjectKeyIdentifier(digest.digest(publicKey.getPublicKeyData().getBytes()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder certificate, PrivateKey key) throws IOException {
    try {
      var signer = new JcaContentSignerBuilder(signatureAlgorithm(key)).build(key);
      return CertificateChain.decode(certificate.build(signer).getEncoded());
    } catch (OperatorCreationException unusable) {
      throw new IllegalStateException(unusable);
    }
  }

  static String signatureAlgorithm(PrivateKey key) {
    if (!(key instanceof ECPrivateKey curveKey)) {
      return "SHA256withRSA";
    }
    int bits = curveKey.getParams().getOrder().bitLength();
    return bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA";
  }

  static Instant nearestMinute(Instant moment) {
    return moment.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES);
  }
}
