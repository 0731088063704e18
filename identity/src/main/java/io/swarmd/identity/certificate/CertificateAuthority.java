package io.swarmd.identity.certificate;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A private key that signs the certificates of nodes, and how these lead to the roots the nodes trust: directly, or,
 * while a cluster changes its root, by way of intermediates. Immutable and safe for many threads; a signature costs
 * well under a millisecond.
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
  private final byte[] intermediates;

  private CertificateAuthority(
      RootCertificates roots, X509Certificate signer, PrivateKey key, byte[] keyPem, byte[] intermediates) {
    this.roots = roots;
    this.signer = signer;
    this.key = key;
    this.keyPem = keyPem;
    this.intermediates = intermediates;
  }

  /** A new root for a new cluster. */
  public static CertificateAuthority create(Instant now) {
    KeyPair pair = PrivateKeys.generate();
    Instant notBefore = CertificateProfile.nearestMinute(now).minus(ROOT_BACKDATE);
    X509Certificate certificate = CertificateProfile.root(pair, notBefore, notBefore.plus(ROOT_VALIDITY));
    RootCertificates roots = RootCertificates.parse(CertificateChain.encode(certificate), now);
    return new CertificateAuthority(roots, certificate, pair.getPrivate(), PrivateKeys.toSec1(pair).encode(),
        new byte[0]);
  }

  /**
   * The authority of known roots, by the key of their first certificate.
   *
   * @throws IdentityException {@code malformed private key}, {@code certificate key mismatch}
   */
  public static CertificateAuthority of(RootCertificates roots, byte[] keyPem) {
    return of(roots, roots.certificates().getFirst(), keyPem, new byte[0]);
  }

  /**
   * The authority of a signer that is not itself among the trusted roots.
   *
   * @param signerPem the signer's certificate
   * @param keyPem the signer's key
   * @param intermediatesPem what is handed out behind each certificate: first the signer as a root, or another
   *     intermediate, vouches for it; empty when the roots signed the signer themselves
   * @throws IdentityException when something is missing, too weak or does not fit (identity sheet, section 2)
   */
  public static CertificateAuthority of(
      RootCertificates roots, byte[] signerPem, byte[] keyPem, byte[] intermediatesPem, Instant now) {
    if (signerPem.length == 0 || keyPem.length == 0) {
      throw new IdentityException("must provide both a signing key and a signing cert, or neither");
    }
    X509Certificate signer = CertificateChain.parse(signerPem).stream().findFirst()
        .orElseThrow(() -> new IdentityException("no valid signing CA certificates found"));
    AuthorityStrength.require(signer);
    List<X509Certificate> intermediates = CertificateChain.parse(intermediatesPem);
    if (!intermediates.isEmpty() && !samePower(intermediates.getFirst(), signer)) {
      throw new IdentityException("invalid intermediate chain - the first intermediate must have the same subject and "
          + "public key as the signing cert");
    }
    CertificateChain.verify(intermediates.isEmpty() ? List.of(signer) : intermediates, roots.certificates(), now);
    return of(roots, signer, keyPem, Pem.normalize(intermediatesPem));
  }

  private static CertificateAuthority of(
      RootCertificates roots, X509Certificate signer, byte[] keyPem, byte[] intermediates) {
    PrivateKey key = PrivateKeys.parse(keyPem);
    if (!PrivateKeys.matches(key, signer.getPublicKey())) {
      throw new IdentityException("certificate key mismatch");
    }
    return new CertificateAuthority(roots, signer, key, keyPem.clone(), intermediates);
  }

  private static boolean samePower(X509Certificate one, X509Certificate other) {
    return one.getSubjectX500Principal().equals(other.getSubjectX500Principal())
        && one.getPublicKey().equals(other.getPublicKey());
  }

  public RootCertificates roots() {
    return roots;
  }

  X509Certificate signer() {
    return signer;
  }

  PrivateKey key() {
    return key;
  }

  /** The private key as PEM text, in the form the cluster object holds it. */
  public byte[] keyPem() {
    return keyPem.clone();
  }

  /**
   * Signs a certificate for the public key of a request.
   *
   * @param expiry how long from now; the default where it is below the minimum
   * @return the certificate, and the intermediates behind it, as PEM text
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
    return CertificateChain.append(
        CertificateChain.encode(CertificateProfile.node(publicKey, subject, notBefore, notAfter, signer, key)),
        intermediates);
  }

  /**
   * Vouches for another root: whoever trusts this authority will trust certificates of that one that bring the copy
   * along.
   *
   * @return the copy as PEM text
   */
  public byte[] crossSign(X509Certificate otherRoot) {
    return CertificateChain.encode(CertificateProfile.crossSigned(otherRoot, signer, key));
  }

  /**
   * Makes sure, by way of a trial, that nodes will take this authority's certificates for good: a root may be no
   * authority at all, or allow none below it.
   *
   * @param anchors roots that nodes will trust, each by itself
   * @throws IdentityException with the reason
   */
  public void tryOut(List<X509Certificate> anchors, Instant now) {
    byte[] trial = issue(PrivateKeys.generate(), new NodeSubject("trial", Role.MANAGER, "trial"), DEFAULT_EXPIRY, now);
    for (X509Certificate anchor : anchors) {
      TrialPath.walk(CertificateChain.parse(trial), anchor, now);
    }
  }

  /**
   * What can be told of a root whose key others have: that it is an authority, and that the one that is to vouch for it
   * allows one below itself.
   *
   * @throws IdentityException with the reason
   */
  public static void requireAuthorities(X509Certificate root, X509Certificate vouching) {
    TrialPath.requireAuthority(root, 0);
    TrialPath.requireAuthority(vouching, 1);
  }

  /** Whether a chain was signed by this authority. */
  public void verify(List<X509Certificate> chain, Instant now) {
    CertificateChain.verify(chain, roots.certificates(), now);
  }
}
