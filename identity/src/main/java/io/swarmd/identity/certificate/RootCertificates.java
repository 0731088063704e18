package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The roots a node trusts: usually one, several while a cluster changes its root. The bytes of the bundle are kept as
 * they came, because join tokens pin their digest (identity sheet, section 2).
 */
public final class RootCertificates {

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
    AuthorityStrength.require(certificate);
    CertificateChain.verify(List.of(certificate), List.of(certificate), now);
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
