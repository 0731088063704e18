package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A root together with its private key: it signs the certificates of nodes. Immutable and safe for many threads; a
 * signature costs well under a millisecond.
 */
public final class CertificateAuthority {

  /** Certificates last this long unless the cluster says otherwise. */
  public static final Duration DEFAULT_EXPIRY = Duration.ofHours(2160);

  /** A shorter validity is not signed; {@link #DEFAULT_EXPIRY} takes its place (identity sheet, section 3). */
  public static final Duration MINIMUM_EXPIRY = Duration.ofHours(1);

  private static final Duration ROOT_VALIDITY = Duration.ofDays(7300);
  private static final Duration ROOT_BACKDATE = Duration.ofMinutes(5);
  private static final Duration NODE_BACKDATE = Duration.ofHours(1);

  private final RootCertificates roots;
  private final X509Certificate signer;
  private final PrivateKey key;
  private final byte[] keyPem;

  private CertificateAuthority(RootCertificates roots, X509Certificate signer, PrivateKey key, byte[] keyPem) {
    this.roots = roots;
    this.signer = signer;
    this.key = key;
    this.keyPem = keyPem;
  }

  /** A new root for a new cluster. */
  public static CertificateAuthority create(Instant now) {
    KeyPair pair = PrivateKeys.generate();
    Instant notBefore = CertificateProfile.nearestMinute(now).minus(ROOT_BACKDATE);
    X509Certificate certificate = CertificateProfile.root(pair, notBefore, notBefore.plus(ROOT_VALIDITY));
    RootCertificates roots = RootCertificates.parse(CertificateChain.encode(certificate), now);
    return new CertificateAuthority(roots, certificate, pair.getPrivate(), PrivateKeys.toSec1(pair).encode());
  }

  /**
   * The authority of known roots, by the key of their first certificate.
   *
   * @throws IdentityException {@code malformed private key}, {@code certificate key mismatch}
   */
  public static CertificateAuthority of(RootCertificates roots, byte[] keyPem) {
    PrivateKey key = PrivateKeys.parse(keyPem);
    X509Certificate signer = roots.certificates().getFirst();
    if (!PrivateKeys.matches(key, signer.getPublicKey())) {
      throw new IdentityException("certificate key mismatch");
    }
    return new CertificateAuthority(roots, signer, key, keyPem.clone());
  }

  public RootCertificates roots() {
    return roots;
  }

  /** The private key as PEM text, in the form the cluster object holds it. */
  public byte[] keyPem() {
    return keyPem.clone();
  }

  /**
   * Signs a certificate for the public key of a request.
   *
   * @param expiry how long from now; the default where it is below the minimum
   * @return the certificate as PEM text
   */
  public byte[] issue(CertificateRequest request, NodeSubject subject, Duration expiry, Instant now) {
    return issue(request.publicKey(), subject, expiry, now);
  }

  /** Signs a certificate for a key pair made here: the first manager's own. */
  public byte[] issue(KeyPair pair, NodeSubject subject, Duration expiry, Instant now) {
    return issue(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()), subject, expiry, now);
  }

  private byte[] issue(SubjectPublicKeyInfo publicKey, NodeSubject subject, Duration expiry, Instant now) {
    Duration lasting = expiry.compareTo(MINIMUM_EXPIRY) < 0 ? DEFAULT_EXPIRY : expiry;
    Instant notBefore = CertificateProfile.nearestMinute(now).minus(NODE_BACKDATE);
    Instant notAfter = notBefore.plus(lasting).plus(NODE_BACKDATE);
    return CertificateChain.encode(
        CertificateProfile.node(publicKey, subject, notBefore, notAfter, signer, key));
  }

  /** Whether a chain was signed by this authority. */
  public void verify(List<X509Certificate> chain, Instant now) {
    CertificateChain.verify(chain, roots.certificates(), now);
  }
}
