package io.swarmd.identity.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CertificateChainTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:20:00Z");
  private final CertificateAuthority authority = CertificateAuthority.create(NOW);
  private final X509Certificate root = authority.roots().certificates().getFirst();

  private X509Certificate leaf(String name) {
    return NodeCredentials.issue(
        authority, new NodeSubject(name, Role.WORKER, "c"), Duration.ofHours(1), NOW).chain().getFirst();
  }

  private void verify(List<X509Certificate> chain, Instant now) {
    CertificateChain.verify(chain, List.of(root), now);
  }

  @Test
  void aLeafOfTheRootIsGoodWithAndWithoutTheRootBehindIt() {
    assertThatCode(() -> verify(List.of(leaf("a")), NOW)).doesNotThrowAnyException();
    assertThatCode(() -> verify(List.of(leaf("a"), root), NOW)).doesNotThrowAnyException();
  }

  @Test
  @Tag("identity-19")
  void certificatesThatDoNotSignEachOtherAreNoChain() {
    assertThatThrownBy(() -> verify(List.of(leaf("a"), root, leaf("b")), NOW))
        .hasMessage("certificates do not form a chain: (1 - swarm-ca) is not signed by (2 - b)");
    assertThatThrownBy(() -> verify(List.of(), NOW)).hasMessage("no certificates to validate");
  }

  @Test
  void datesAreCheckedOnBothSides() {
    assertThatThrownBy(() -> verify(List.of(leaf("a")), NOW.plus(Duration.ofHours(2)))).hasMessage(
        "certificate (0 - a) not valid after Mon, 04 May 2026 11:20:00 UTC, and it is currently "
            + "Mon, 04 May 2026 12:20:00 UTC");
    assertThatThrownBy(() -> verify(List.of(leaf("a")), NOW.minus(Duration.ofHours(2)))).hasMessage(
        "certificate (0 - a) not valid before Mon, 04 May 2026 09:20:00 UTC, and it is currently "
            + "Mon, 04 May 2026 08:20:00 UTC");
  }

  @Test
  void anotherAuthorityIsUnknown() {
    CertificateAuthority other = CertificateAuthority.create(NOW);
    assertThatThrownBy(() -> CertificateChain.verify(List.of(leaf("a")), other.roots().certificates(), NOW))
        .isInstanceOf(UnknownAuthorityException.class);
  }

  @Test
  void newRootsMustHaveSignedTheNode() {
    NodeCredentials node =
        NodeCredentials.issue(authority, new NodeSubject("n", Role.WORKER, "c"), Duration.ofHours(1), NOW);
    CertificateAuthority other = CertificateAuthority.create(NOW);
    byte[] both = (new String(other.roots().bundle()) + new String(authority.roots().bundle())).getBytes();
    assertThat(node.withRoots(RootCertificates.parse(both, NOW), NOW).roots().certificates()).hasSize(2);
    assertThatThrownBy(() -> node.withRoots(other.roots(), NOW))
        .hasMessage("new root CA does not match existing TLS credentials");
  }

  @Test
  void aForeignKeyIsRefused() {
    NodeCredentials node =
        NodeCredentials.issue(authority, new NodeSubject("n", Role.WORKER, "c"), Duration.ofHours(1), NOW);
    assertThatThrownBy(() -> NodeCredentials.verified(
        node.chainPem(), PrivateKeys.generate().getPrivate(), authority.roots(), NOW))
        .hasMessage("certificate key mismatch");
  }

  private static byte[] selfSigned(String keyAlgorithm, int bits, String signature) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    X500Name name = new X500Name("CN=weak");
    byte[] der = new X509v3CertificateBuilder(name, BigInteger.ONE, Date.from(NOW.minusSeconds(60)),
        Date.from(NOW.plusSeconds(3600)), name, SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
        .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())).getEncoded();
    return Pem.of("CERTIFICATE", der).encode();
  }

  @Test
  @Tag("identity-18")
  void weakRootsAreRefused() throws Exception {
    byte[] sha1 = selfSigned("RSA", 2048, "SHA1withRSA");
    assertThatThrownBy(() -> RootCertificates.parse(sha1, NOW))
        .hasMessage("unsupported signature algorithm: SHA1withRSA");
    byte[] shortRsa = selfSigned("RSA", 1024, "SHA256withRSA");
    assertThatThrownBy(() -> RootCertificates.parse(shortRsa, NOW)).hasMessage("unsupported RSA key parameters");
    byte[] dsa = selfSigned("DSA", 2048, "SHA256withDSA");
    assertThatThrownBy(() -> RootCertificates.parse(dsa, NOW))
        .hasMessage("unsupported signature algorithm: SHA256withDSA");
    assertThatCode(() -> RootCertificates.parse(selfSigned("RSA", 2048, "SHA256withRSA"), NOW))
        .doesNotThrowAnyException();
    assertThatCode(() -> RootCertificates.parse(selfSigned("EC", 384, "SHA384withECDSA"), NOW))
        .doesNotThrowAnyException();
  }

  @Test
  void aLeafIsNoRoot() {
    byte[] leaf = CertificateChain.encode(leaf("a"));
    assertThatThrownBy(() -> RootCertificates.parse(leaf, NOW)).isInstanceOf(IdentityException.class);
    assertThatThrownBy(() -> RootCertificates.parse(new byte[0], NOW))
        .hasMessage("no valid root CA certificates found");
  }

  @Test
  @Tag("identity-15")
  void garbageIsNoRequest() {
    for (String garbage : List.of("", "garbage",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")) {
      assertThatThrownBy(() -> CertificateRequest.parse(garbage.getBytes(StandardCharsets.US_ASCII)))
          .isInstanceOf(IdentityException.class).hasMessageContaining("CSR Decode failed");
    }
  }

  @Test
  void aRequestWithAForgedSignatureIsRefused() {
    byte[] request = CertificateRequest.create(PrivateKeys.generate());
    byte[] der = Pem.parseAll(request).getFirst().content();
    der[der.length - 1] ^= 1;
    assertThatThrownBy(() -> CertificateRequest.parse(Pem.of("CERTIFICATE REQUEST", der).encode()))
        .hasMessageContaining("CSR Decode failed");
  }
}
