package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * The roots a node trusts: usually one, several while a cluster changes its root. The bytes of the bundle are kept as
 * they came, because join tokens pin their digest (identity sheet, section 2).
 */
public final class RootCertificates {

  private static final Set<String> SIGNATURES = Set.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA",
      "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA");
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);
  private static final int MINIMUM_RSA_BITS = 2048;

  private final byte[] bundle;
  private final List<X509Certificate> certificates;

  private RootCertificates(byte[] bundle, List<X509Certificate> certificates) {
    this.bundle = bundle;
    this.certificates = certificates;
  }

  /**
   * Reads a PEM bundle of self-signed certificates.
   *
   * @throws IdentityException when it is empty, or one of them is outside its dates, not self-signed or too weak
   */
  public static RootCertificates parse(byte[] bundle, Instant now) {
    List<X509Certificate> certificates = CertificateChain.parse(bundle);
    if (certificates.isEmpty()) {
      throw new IdentityException("no valid root CA certificates found");
    }
    certificates.forEach(certificate -> verify(certificate, now));
    return new RootCertificates(bundle.clone(), List.copyOf(certificates));
  }

  private static void verify(X509Certificate certificate, Instant now) {
    if (!SIGNATURES.contains(certificate.getSigAlgName())) {
      throw new IdentityException("unsupported signature algorithm: " + certificate.getSigAlgName());
    }
    verifyKey(SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()));
    CertificateChain.verify(List.of(certificate), List.of(certificate), now);
  }

  private static void verifyKey(SubjectPublicKeyInfo key) {
    if (key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      if (!(key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve) || !CURVES.contains(curve)) {
        throw new IdentityException("unsupported ECDSA key parameters");
      }
      return;
    }
    try {
      var rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      if (rsa.getModulus().bitLength() < MINIMUM_RSA_BITS || rsa.getPublicExponent().equals(BigInteger.ONE)) {
        throw new IdentityException("unsupported RSA key parameters");
      }
    } catch (IOException | IllegalArgumentException neither) {
      throw new IdentityException("unsupported key algorithm", neither);
    }
  }

  /** The PEM text, byte for byte as it came. */
  public byte[] bundle() {
    return bundle.clone();
  }

  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** The SHA-256 of the bundle, as 64 hexadecimal digits. */
  public String digestHex() {
    return digestHex(bundle);
  }

  /** The digest as the cluster object holds it: {@code sha256:} and the digits. */
  public String digest() {
    return "sha256:" + digestHex();
  }

  /** The SHA-256 of a bundle nobody has parsed yet. */
  public static String digestHex(byte[] bundle) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bundle));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RootCertificates roots && Arrays.equals(bundle, roots.bundle);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bundle);
  }

  @Override
  public String toString() {
    return digest();
  }
}
