package io.swarmd.identity.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A root that another one vouches for, and what its key then signs. */
class CrossSigningTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:20:00Z");
  private static final byte[] NONE = new byte[0];
  private final CertificateAuthority old = CertificateAuthority.create(NOW);

  static Stream<CertificateAuthority> nextRoots() {
    return Stream.of(CertificateAuthority.create(NOW), ForeignRoot.named("our company", NOW).authority(NOW));
  }

  private static X509Certificate root(CertificateAuthority authority) {
    return authority.roots().certificates().getFirst();
  }

  private CertificateAuthority rotating(CertificateAuthority next) {
    return CertificateAuthority.of(
        old.roots(), next.roots().bundle(), next.keyPem(), old.crossSign(root(next)), NOW);
  }

  private static NodeCredentials node(CertificateAuthority authority) {
    return NodeCredentials.issue(authority, new NodeSubject("n", Role.MANAGER, "c"), Duration.ofHours(2), NOW);
  }

  @ParameterizedTest
  @MethodSource("nextRoots")
  @Tag("identity-40")
  void theCopyIsTheSameAuthorityVouchedForByTheOld(CertificateAuthority next) {
    X509Certificate copy = CertificateChain.parse(old.crossSign(root(next))).getFirst();
    assertThat(copy.getSubjectX500Principal()).isEqualTo(root(next).getSubjectX500Principal());
    assertThat(copy.getPublicKey()).isEqualTo(root(next).getPublicKey());
    assertThat(copy.getSerialNumber()).isEqualTo(root(next).getSerialNumber());
    assertThat(copy.getNotBefore()).isEqualTo(root(next).getNotBefore());
    assertThat(copy.getNotAfter()).isEqualTo(root(next).getNotAfter());
    assertThat(copy.getBasicConstraints()).isEqualTo(root(next).getBasicConstraints());
    assertThat(CertificateChain.isSignedBy(copy, root(old))).isTrue();
    assertThat(CertificateChain.isSignedBy(copy, root(next))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("nextRoots")
  @Tag("identity-40")
  void whatTheNextKeySignsIsGoodForOldNewAndBoth(CertificateAuthority next) {
    NodeCredentials node = node(rotating(next));
    assertThat(node.chain()).hasSize(2);
    for (List<X509Certificate> trusted : List.of(
        List.of(root(old)), List.of(root(next)), List.of(root(old), root(next)))) {
      assertThatCode(() -> CertificateChain.verify(node.chain(), trusted, NOW)).doesNotThrowAnyException();
    }
    assertThat(IssuerIdentity.of(next.roots().bundle()).subject().toByteArray()).isEqualTo(node.issuerSubject());
    assertThat(IssuerIdentity.of(next.roots().bundle()).publicKey().toByteArray()).isEqualTo(node.issuerPublicKey());
    assertThatCode(() -> rotating(next).tryOut(List.of(root(old), root(next)), NOW)).doesNotThrowAnyException();
  }

  @Test
  void aSignerMustBeWholeAndBelongToItsIntermediate() {
    CertificateAuthority next = CertificateAuthority.create(NOW);
    byte[] certificate = next.roots().bundle();
    byte[] crossSigned = old.crossSign(root(next));
    refused("must provide both a signing key and a signing cert, or neither", certificate, NONE, crossSigned);
    refused("must provide both a signing key and a signing cert, or neither", NONE, next.keyPem(), crossSigned);
    refused("no valid signing CA certificates found", "nothing".getBytes(), next.keyPem(), crossSigned);
    refused("malformed private key", certificate, "nothing".getBytes(), crossSigned);
    refused("certificate key mismatch", certificate, old.keyPem(), crossSigned);
    refused("invalid intermediate chain - the first intermediate must have the same subject and public key as the "
        + "signing cert", certificate, next.keyPem(), old.roots().bundle());
    assertThatThrownBy(() -> CertificateAuthority.of(old.roots(), certificate, next.keyPem(), NONE, NOW))
        .isInstanceOf(UnknownAuthorityException.class);
  }

  private void refused(String text, byte[] signer, byte[] key, byte[] intermediates) {
    assertThatThrownBy(() -> CertificateAuthority.of(old.roots(), signer, key, intermediates, NOW))
        .isInstanceOf(IdentityException.class).hasMessage(text);
  }

  @Test
  void theTrialFindsRootsThatNodesWouldRefuse() {
    CertificateAuthority leaf =
        ForeignRoot.named("a leaf", new BasicConstraints(false), NOW, Duration.ofDays(800)).authority(NOW);
    assertThatThrownBy(() -> leaf.tryOut(leaf.roots().certificates(), NOW)).hasMessage(
        "the certificate CN=a leaf is no certificate authority: it needs the basic constraint CA:TRUE");
    CertificateAuthority lowest =
        ForeignRoot.named("lowest", new BasicConstraints(0), NOW, Duration.ofDays(800)).authority(NOW);
    assertThatCode(() -> lowest.tryOut(lowest.roots().certificates(), NOW)).doesNotThrowAnyException();
    CertificateAuthority next = CertificateAuthority.create(NOW);
    CertificateAuthority below = CertificateAuthority.of(
        lowest.roots(), next.roots().bundle(), next.keyPem(), lowest.crossSign(root(next)), NOW);
    assertThatThrownBy(() -> below.tryOut(lowest.roots().certificates(), NOW))
        .hasMessage("the certificate CN=lowest allows no authority below it: its path length is 0");
  }

  @Test
  @Tag("identity-20")
  void expiredCertificatesAreGoodWhereThatIsAllowedAndFutureOnesNever() {
    List<X509Certificate> chain = node(old).chain();
    List<X509Certificate> roots = old.roots().certificates();
    Instant later = NOW.plus(Duration.ofHours(3));
    assertThatThrownBy(() -> CertificateChain.verify(chain, roots, later))
        .isInstanceOf(OutsideValidityException.class);
    assertThatCode(() -> CertificateChain.verify(chain, roots, later, Expiry.ALLOWED)).doesNotThrowAnyException();
    assertThatThrownBy(() -> CertificateChain.verify(chain, roots, NOW.minus(Duration.ofHours(2)), Expiry.ALLOWED))
        .isInstanceOf(OutsideValidityException.class).hasMessageContaining("not valid before");
    assertThatThrownBy(() -> CertificateChain.verify(
        chain, CertificateAuthority.create(NOW).roots().certificates(), later, Expiry.ALLOWED))
        .isInstanceOf(UnknownAuthorityException.class);
  }

  @Test
  @Tag("identity-20")
  void expiredCertificatesMustHaveBeenValidTogether() {
    ForeignRoot brief = ForeignRoot.named("brief", new BasicConstraints(true), NOW, Duration.ofDays(1));
    CertificateAuthority authority = brief.authority(NOW);
    byte[] late = authority.issue(PrivateKeys.generate(), new NodeSubject("n", Role.WORKER, "c"),
        Duration.ofHours(2), NOW.plus(Duration.ofDays(2)));
    assertThatThrownBy(() -> CertificateChain.verify(
        CertificateChain.parse(late), authority.roots().certificates(), NOW.plus(Duration.ofDays(9)), Expiry.ALLOWED))
        .hasMessage("there is no time span for which all of the certificates, including a root, are valid");
  }
}
