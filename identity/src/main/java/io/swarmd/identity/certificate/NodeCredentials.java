package io.swarmd.identity.certificate;

import io.swarmd.identity.Caller;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that proves who a node is: its certificate chain, the private key, and the roots it trusts. Immutable; made only
 * when the three fit together.
 */
public final class NodeCredentials {

  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final RootCertificates roots;
  private final CertificateSubject subject;
  private final Role role;

  private NodeCredentials(List<X509Certificate> chain, PrivateKey key, RootCertificates roots) {
    this.chain = List.copyOf(chain);
    this.key = key;
    this.roots = roots;
    this.subject = CertificateSubject.of(chain.getFirst());
    this.role = Role.among(subject.units())
        .orElseThrow(() -> new IdentityException("the node certificate names no role: " + subject.units()));
  }

  /**
   * Checks that the chain leads to the roots, that all of it is within its dates, and that the key belongs to it.
   *
   * @throws UnknownAuthorityException when another authority signed it
   * @throws IdentityException when anything else does not fit
   */
  public static NodeCredentials verified(byte[] chainPem, PrivateKey key, RootCertificates roots, Instant now) {
    return verified(chainPem, key, roots, now, Expiry.REFUSED);
  }

  /** The same, where the end of the certificates may have passed. */
  public static NodeCredentials verified(
      byte[] chainPem, PrivateKey key, RootCertificates roots, Instant now, Expiry expiry) {
    List<X509Certificate> chain = CertificateChain.parse(chainPem);
    CertificateChain.verify(chain, roots.certificates(), now, expiry);
    if (!PrivateKeys.matches(key, chain.getFirst().getPublicKey())) {
      throw new IdentityException("certificate key mismatch");
    }
    return new NodeCredentials(chain, key, roots);
  }

  /** Credentials an authority makes for itself, with a new key: those of a cluster's first manager. */
  public static NodeCredentials issue(
      CertificateAuthority authority, NodeSubject subject, Duration expiry, Instant now) {
    KeyPair pair = PrivateKeys.generate();
    return verified(authority.issue(pair, subject, expiry, now), pair.getPrivate(), authority.roots(), now);
  }

  /**
   * The same node with other roots.
   *
   * @throws IdentityException {@code new root CA does not match existing TLS credentials}
   */
  public NodeCredentials withRoots(RootCertificates newRoots, Instant now) {
    try {
      CertificateChain.verify(chain, newRoots.certificates(), now);
    } catch (UnknownAuthorityException foreign) {
      throw new IdentityException("new root CA does not match existing TLS credentials", foreign);
    }
    return new NodeCredentials(chain, key, newRoots);
  }

  public String nodeId() {
    return subject.commonName();
  }

  public Role role() {
    return role;
  }

  /** The cluster's id. */
  public String organization() {
    return subject.organization();
  }

  /** The leaf first. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The chain as PEM text. */
  public byte[] chainPem() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    chain.forEach(certificate -> text.writeBytes(CertificateChain.encode(certificate)));
    return text.toByteArray();
  }

  public PrivateKey key() {
    return key;
  }

  public RootCertificates roots() {
    return roots;
  }

  public Instant notBefore() {
    return chain.getFirst().getNotBefore().toInstant();
  }

  public Instant notAfter() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** The subject of whoever signed the leaf, as DER; part of what a node tells about its TLS state. */
  public byte[] issuerSubject() {
    return chain.getFirst().getIssuerX500Principal().getEncoded();
  }

  /** The public key of whoever signed the leaf, as DER. */
  public byte[] issuerPublicKey() {
    X509Certificate leaf = chain.getFirst();
    return Stream.concat(chain.stream().skip(1), roots.certificates().stream())
        .filter(candidate -> CertificateChain.isSignedBy(leaf, candidate)).findFirst()
        .map(issuer -> issuer.getPublicKey().getEncoded()).orElseGet(() -> new byte[0]);
  }

  /** The node itself as a caller on its own control socket. */
  public Caller asLocalCaller() {
    return new Caller(nodeId(), Set.of(role.unit()), organization(), "", Optional.empty());
  }

  @Override
  public String toString() {
    return role.unit() + " " + nodeId() + " of " + organization();
  }
}
