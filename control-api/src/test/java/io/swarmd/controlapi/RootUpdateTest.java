package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.Cluster;
import io.swarmd.api.RootCA;
import io.swarmd.api.RootRotation;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.store.Table;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What updates of the cluster do to its root (identity sheet, section 10; control sheet, 9.3). */
class RootUpdateTest extends RootTest {

  private void assertRotatingTo(CertificateAuthority next) {
    RootRotation rotation = root().getRootRotation();
    assertThat(rotation.getCaCert()).isEqualTo(certificate(next));
    assertThat(rotation.getCaKey()).isEqualTo(key(next));
    assertThatCode(() -> CertificateAuthority.of(first.roots(), rotation.getCaCert().toByteArray(),
        rotation.getCaKey().toByteArray(), rotation.getCrossSignedCaCert().toByteArray(), control.environment.now()))
        .doesNotThrowAnyException();
    assertThat(root().getCaCert()).isEqualTo(certificate(first));
  }

  @Test
  @Tag("identity-40")
  void aRaisedForceRotateStartsARotationToARootThatIsMadeNow() {
    begin(first);
    Cluster shown = update(config -> config.setForceRotate(1));

    assertThat(root().getLastForcedRotation()).isEqualTo(1);
    byte[] made = root().getRootRotation().getCaCert().toByteArray();
    CertificateAuthority next = CertificateAuthority.of(
        io.swarmd.identity.certificate.RootCertificates.parse(made, control.environment.now()),
        root().getRootRotation().getCaKey().toByteArray());
    assertRotatingTo(next);
    assertThat(CertificateChain.parse(made).getFirst().getSubjectX500Principal().getName()).isEqualTo("CN=swarm-ca");
    assertThat(shown.getRootCa().getRootRotation().getCaKey()).isEmpty();
    assertThat(shown.getRootCa().getRootRotation().getCrossSignedCaCert()).isNotEmpty();
    assertThat(root().getJoinTokens().getWorker()).isEqualTo(TOKEN);

    update(config -> { });
    assertThat(root().getRootRotation().getCaCert().toByteArray()).as("the same number asks for nothing").isEqualTo(made);
    update(config -> config.setForceRotate(2));
    assertThat(root().getRootRotation().getCaCert().toByteArray()).isNotEqualTo(made);
  }

  @Test
  void aGivenRootIsRotatedToAndItsKeyLiesInOnePlaceOnly() {
    begin(first);
    update(config -> to(second).accept(config.setForceRotate(5)));
    assertRotatingTo(second);
    assertThat(root().getLastForcedRotation()).isEqualTo(5);
    assertThat(stored().getSpec().getCaConfig().getSigningCaKey()).isEmpty();
    assertThat(stored().getSpec().getCaConfig().getSigningCaCert()).isEmpty();

    update(to(third));
    assertRotatingTo(third);
  }

  @Test
  void aRotationIsAbortedByGoingBackWithTheKeyOrWithoutIt() {
    begin(first);
    RootCA before = root();
    update(to(second));
    update(to(first));
    assertThat(root()).isEqualTo(before);

    update(to(second));
    update(config -> config.setSigningCaCert(certificate(first)));
    assertThat(root()).isEqualTo(before);
  }

  @Test
  void aKeyWithoutCertificateAndOneThatDoesNotFitAreRefused() {
    begin(first);
    refused("if a signing CA key is provided, the signing CA cert must also be provided",
        config -> config.setSigningCaKey(key(second)));
    refused("certificate key mismatch",
        config -> config.setSigningCaCert(certificate(second)).setSigningCaKey(key(third)));
    refused("malformed private key",
        config -> config.setSigningCaCert(certificate(second)).setSigningCaKey(ByteString.copyFromUtf8("x")));
    refused("no valid root CA certificates found",
        config -> config.setSigningCaCert(ByteString.copyFromUtf8("x")).setSigningCaKey(key(third)));
    refused("the desired CA certificate cannot contain multiple certificates",
        config -> config.setSigningCaCert(certificate(second).concat(certificate(third))).setSigningCaKey(key(second)));
  }

  @Test
  @Tag("identity-45")
  void aRootThatEndsWithinAYearIsRefused() {
    begin(first);
    CertificateAuthority old = CertificateAuthority.create(
        control.environment.now().minus(Duration.ofDays(7300 - 330)));
    refused("CA certificate expires too soon", to(old));
  }

  @Test
  @Tag("identity-46")
  void aRootWithTheKeyOfTheCurrentOneIsRefused() {
    begin(first);
    CertificateAuthority again = CertificateAuthority.of(TestRoots.ofKey(first, control.environment.now()),
        first.keyPem());
    refused("Cannot update to a cert with an identical key", to(again));
  }

  @Test
  void aRootThatNodesWouldRefuseIsRefused() {
    begin(first);
    CertificateAuthority noAuthority = TestRoots.withoutAuthority(control.environment.now());
    refused("the certificate CN=no authority is no certificate authority: it needs the basic constraint CA:TRUE",
        to(noAuthority));
  }

  @Test
  void withoutAKeyAnExternalAuthorityMustAnswer() {
    begin(first);
    refused("there must be at least one valid, reachable external CA corresponding to the desired CA certificate: "
        + "none is listed for it",
        config -> config.setSigningCaCert(certificate(second)));
    beginAgainWithoutKey();
    refused("there must be at least one valid, reachable external CA corresponding to the current CA certificate: "
        + "none is listed for it",
        config -> config.setForceRotate(1));
    refused("there must be at least one valid, reachable external CA corresponding to the current CA certificate: "
        + "none is listed for it",
        to(second));
    assertThat(control.externals.asked).isEmpty();
  }

  private void beginAgainWithoutKey() {
    control.store.delete(Table.CLUSTER, "cluster-id");
    beginWithoutKey();
  }

  @Test
  void aRootWithoutKeyTakesTheOneThatIsGiven() {
    beginWithoutKey();
    refused("certificate key mismatch",
        config -> config.setSigningCaCert(certificate(first)).setSigningCaKey(key(second)));
    update(to(first));
    assertThat(root().getCaKey()).isEqualTo(key(first));
  }

  @Test
  void aChangeOfTheRootInBetweenIsOutOfSequence() {
    begin(first);
    UpdateClusterRequest late = request(config -> config.setForceRotate(1));
    update(to(second));
    control.refused(Code.UNKNOWN, "update out of sequence", stub -> stub.updateCluster(late));
    assertRotatingTo(second);
  }
}
