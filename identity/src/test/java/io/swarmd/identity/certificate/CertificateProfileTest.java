package io.swarmd.identity.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.Cluster;
import io.swarmd.identity.Role;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CertificateProfileTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:20:31Z");
  private static final Instant NEAREST_MINUTE = Instant.parse("2026-05-04T10:21:00Z");
  private final CertificateAuthority authority = CertificateAuthority.create(NOW);

  private X509Certificate issue(Role role, Duration expiry) {
    byte[] pem = authority.issue(PrivateKeys.generate(), new NodeSubject("node1", role, "cluster1"), expiry, NOW);
    return CertificateChain.parse(pem).getFirst();
  }

  private static List<String> serverNames(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream().map(name -> (String) name.get(1)).toList();
  }

  @Test
  @Tag("identity-11")
  void rootFollowsTheSheet() {
    X509Certificate root = authority.roots().certificates().getFirst();
    assertThat(root.getSubjectX500Principal().getName()).isEqualTo("CN=swarm-ca");
    assertThat(root.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
    assertThat(((ECPublicKey) root.getPublicKey()).getParams().getOrder().bitLength()).isEqualTo(256);
    assertThat(root.getNotBefore().toInstant()).isEqualTo(NEAREST_MINUTE.minus(Duration.ofMinutes(5)));
    assertThat(Duration.between(root.getNotBefore().toInstant(), root.getNotAfter().toInstant()))
        .isEqualTo(Duration.ofSeconds(630_720_000));
    assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(root.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
    assertThat(root.getNonCriticalExtensionOIDs()).containsExactly("2.5.29.14");
    assertThat(new String(authority.keyPem())).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
    assertThat(authority.roots().digest()).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  @Tag("identity-12")
  void workerCertificateFollowsTheSheet() throws Exception {
    X509Certificate worker = issue(Role.WORKER, Duration.ofHours(2));
    assertThat(worker.getSubjectX500Principal().getName("RFC2253")).isEqualTo("CN=node1,OU=swarm-worker,O=cluster1");
    assertThat(serverNames(worker)).containsExactly("swarm-worker", "node1");
    assertThat(worker.getKeyUsage()).startsWith(true, false, true, false);
    assertThat(worker.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(worker.getBasicConstraints()).isEqualTo(-1);
    assertThat(worker.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
    assertThat(worker.getSerialNumber().bitLength()).isLessThan(160);
    assertThat(CertificateSubject.of(worker).organization()).isEqualTo("cluster1");
  }

  @Test
  @Tag("identity-13")
  void managersAnswerAsTheAuthorityToo() throws Exception {
    assertThat(serverNames(issue(Role.MANAGER, Duration.ofHours(2))))
        .containsExactly("swarm-manager", "node1", "swarm-ca");
  }

  @Test
  @Tag("identity-16")
  void expiryCountsFromNowAndShortOnesBecomeTheDefault() {
    X509Certificate hour = issue(Role.WORKER, Duration.ofHours(1));
    assertThat(hour.getNotBefore().toInstant()).isEqualTo(NEAREST_MINUTE.minus(Duration.ofHours(1)));
    assertThat(hour.getNotAfter().toInstant()).isEqualTo(NEAREST_MINUTE.plus(Duration.ofHours(1)));
    assertThat(issue(Role.WORKER, Duration.ofMinutes(59)).getNotAfter().toInstant())
        .isEqualTo(NEAREST_MINUTE.plus(Duration.ofDays(90)));
  }

  @Test
  @Tag("identity-14")
  void onlyThePublicKeyOfARequestCounts() throws Exception {
    KeyPair pair = PrivateKeys.generate();
    ExtensionsGenerator wishes = new ExtensionsGenerator();
    wishes.addExtension(Extension.subjectAlternativeName, false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "swarm-manager")));
    byte[] request = Pem.of("CERTIFICATE REQUEST",
        new JcaPKCS10CertificationRequestBuilder(
            new X500Name("O=other,OU=swarm-manager,CN=root,L=here"), pair.getPublic())
            .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wishes.generate())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded()).encode();
    byte[] pem = authority.issue(CertificateRequest.parse(request),
        new NodeSubject("node1", Role.WORKER, "cluster1"), Duration.ofHours(1), NOW);
    X509Certificate issued = CertificateChain.parse(pem).getFirst();
    assertThat(issued.getSubjectX500Principal().getName("RFC2253")).isEqualTo("CN=node1,OU=swarm-worker,O=cluster1");
    assertThat(serverNames(issued)).containsExactly("swarm-worker", "node1");
    assertThat(issued.getPublicKey()).isEqualTo(pair.getPublic());
  }

  @Test
  void attributesComeInTheOriginalsOrder() {
    X509Certificate worker = issue(Role.WORKER, Duration.ofHours(1));
    X500Name name = X500Name.getInstance(worker.getSubjectX500Principal().getEncoded());
    assertThat(name.getAttributeTypes()).containsExactly(BCStyle.O, BCStyle.OU, BCStyle.CN);
  }

  @Test
  void anAuthorityIsReadBackFromWhatTheClusterObjectHolds() {
    CertificateAuthority again = CertificateAuthority.of(
        RootCertificates.parse(authority.roots().bundle(), NOW), authority.keyPem());
    NodeCredentials node = NodeCredentials.issue(
        again, new NodeSubject("n", Role.WORKER, "c"), Duration.ofHours(1), NOW);
    authority.verify(node.chain(), NOW);
    assertThat(node.issuerPublicKey())
        .isEqualTo(authority.roots().certificates().getFirst().getPublicKey().getEncoded());
    assertThat(node.toString()).isEqualTo("swarm-worker n of c");
  }

  @Test
  void aKeyOfAnotherRootIsRefused() {
    byte[] foreign = Cluster.named("x").authority().keyPem();
    assertThatThrownBy(() -> CertificateAuthority.of(authority.roots(), foreign))
        .hasMessage("certificate key mismatch");
  }
}
