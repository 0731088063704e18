package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.swarmd.api.CAConfig;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.RootRotation;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.RootCertificates;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Updates of clusters whose roots are external authorities', or are to be (identity sheet, section 10). */
class ExternalRootTest extends RootTest {

  private static final String URL = "https://ca.example/sign";
  private static final String NONE_REACHABLE =
      "there must be at least one valid, reachable external CA corresponding to the ";

  private static ExternalCA at(String url, CertificateAuthority root) {
    return ExternalCA.newBuilder().setUrl(url).setCaCert(certificate(root)).build();
  }

  private Consumer<CAConfig.Builder> external(CertificateAuthority root) {
    return config -> config.setSigningCaCert(certificate(root)).clearExternalCas().addExternalCas(at(URL, root));
  }

  private RootRotation rotation() {
    return root().getRootRotation();
  }

  private List<ExternalCA> listed() {
    return stored().getSpec().getCaConfig().getExternalCasList();
  }

  @Test
  void aRootWhoseKeyNobodyShowsIsRotatedToOnceItsAuthorityAnswers() {
    begin(first);
    refused(NONE_REACHABLE + "desired CA certificate: " + URL + ": connection refused", external(second));
    control.externals.at.put(URL, third);
    refused(NONE_REACHABLE + "desired CA certificate: " + URL + ": connection refused", external(second));

    control.externals.at.put(URL, second);
    update(external(second));
    assertThat(rotation().getCaCert()).isEqualTo(certificate(second));
    assertThat(rotation().getCaKey()).isEmpty();
    assertThat(root().getCaKey()).isEqualTo(key(first));
    assertThatCode(() -> CertificateAuthority.of(first.roots(), rotation().getCaCert().toByteArray(),
        second.keyPem(), rotation().getCrossSignedCaCert().toByteArray(), control.environment.now()))
        .doesNotThrowAnyException();
    assertThat(listed()).containsExactly(at(URL, second));
  }

  @Test
  void theTargetsKeyMayBeGivenAndTakenAwayWhileItIsRotatedTo() {
    begin(first);
    control.externals.at.put(URL, second);
    update(external(second));
    ByteString copy = rotation().getCrossSignedCaCert();
    update(to(second));
    assertThat(rotation().getCaKey()).isEqualTo(key(second));
    update(external(second));
    assertThat(rotation().getCaKey()).isEmpty();
    assertThat(rotation().getCrossSignedCaCert()).isEqualTo(copy);
  }

  @Test
  void whileAnExternalRootIsRotatedToItsAuthorityIsNotTakenAway() {
    begin(first);
    control.externals.at.put(URL, second);
    update(external(second));
    refused(NONE_REACHABLE + "next CA certificate: none is listed for it", CAConfig.Builder::clearExternalCas);
    update(config -> config.setSigningCaCert(certificate(first)));
    assertThat(root().hasRootRotation()).isFalse();
    assertThat(root().getCaKey()).isEqualTo(key(first));
    update(CAConfig.Builder::clearExternalCas);
    assertThat(listed()).isEmpty();
  }

  @Test
  void theKeyOfTheRootIsGivenUpOnceItsAuthorityAnswers() {
    begin(first);
    update(config -> config.addExternalCasBuilder().setUrl(URL));
    assertThat(control.externals.asked).as("a cluster with a key does not depend on it").isEmpty();
    assertThat(listed()).containsExactly(at(URL, first));

    control.externals.at.put(URL, first);
    update(external(first));
    assertThat(root().getCaKey()).isEmpty();
    assertThat(root().hasRootRotation()).isFalse();
  }

  @Test
  void aClusterWithoutKeyLeavesForARootWithOneThroughItsAuthority() {
    beginWithoutKey();
    refused(NONE_REACHABLE + "current CA certificate: " + URL + ": connection refused",
        config -> to(second).accept(config.addExternalCas(at(URL, first))));

    control.externals.at.put(URL, first);
    update(config -> to(second).accept(config.addExternalCas(at(URL, first))));
    assertRotates(second);
    update(config -> config.setSigningCaCert(certificate(first)));
    assertThat(root().hasRootRotation()).isFalse();
    assertThat(root().getCaKey()).isEmpty();

    update(config -> config.setForceRotate(1));
    RootCertificates made = RootCertificates.parse(rotation().getCaCert().toByteArray(), control.environment.now());
    assertRotates(CertificateAuthority.of(made, rotation().getCaKey().toByteArray()));
  }

  private void assertRotates(CertificateAuthority next) {
    assertThat(rotation().getCaCert()).isEqualTo(certificate(next));
    assertThatCode(() -> CertificateAuthority.of(first.roots(), rotation().getCaCert().toByteArray(),
        rotation().getCaKey().toByteArray(), rotation().getCrossSignedCaCert().toByteArray(),
        control.environment.now())).doesNotThrowAnyException();
    assertThat(CertificateChain.parse(root().getCaCert().toByteArray()).getFirst())
        .isEqualTo(first.roots().certificates().getFirst());
  }

  @Test
  void fromOneExternalAuthorityToAnotherThereIsNoWay() {
    beginWithoutKey();
    control.externals.at.put(URL, first);
    control.externals.at.put("https://other.example/sign", second);
    refused("rotating from one external CA to a different external CA is not supported",
        config -> config.setSigningCaCert(certificate(second)).addExternalCas(at(URL, first))
            .addExternalCas(at("https://other.example/sign", second)));
  }

  @Test
  void anAuthorityThatDoesNotVouchForTheNextRootIsTold() {
    beginWithoutKey();
    control.externals.at.put("https://late.example/sign", first);
    UpdateClusterRequest request = request(config -> to(second).accept(
        config.addExternalCas(at(URL, first)).addExternalCas(at("https://late.example/sign", first))));
    control.refused(Code.INTERNAL,
        "unable to generate a cross-signed certificate for root rotation: response errors: [{1 no}]",
        stub -> stub.updateCluster(request));
    assertThat(root().hasRootRotation()).isFalse();
  }

  @Test
  void theCurrentRootsKeyIsTakenWithoutAskingAnybody() {
    beginWithoutKey();
    update(config -> to(first).accept(config.addExternalCas(at(URL, first))));
    assertThat(root().getCaKey()).isEqualTo(key(first));
    assertThat(control.externals.asked).isEmpty();
  }

  @Test
  void otherSettingsCanBeChangedWhileTheAuthorityDoesNotAnswer() {
    beginWithoutKey();
    control.externals.at.put(URL, first);
    update(config -> config.addExternalCas(at(URL, first)));
    control.externals.at.clear();
    control.externals.asked.clear();
    update(config -> config.getNodeCertExpiryBuilder().setSeconds(7200));
    assertThat(control.externals.asked).isEmpty();
    refused(NONE_REACHABLE + "current CA certificate: none is listed for it", CAConfig.Builder::clearExternalCas);
  }

  @Test
  void anAuthorityWithoutARootStaysTheOneOfTheRootItWasListedFor() {
    begin(first);
    update(config -> config.addExternalCasBuilder().setUrl(URL));
    update(to(second));
    assertThat(listed()).containsExactly(at(URL, first));
  }

  @Test
  void aRootThatIsNoAuthorityIsRefusedAlsoWithoutItsKey() {
    begin(first);
    CertificateAuthority noAuthority = TestRoots.withoutAuthority(control.environment.now());
    control.externals.at.put(URL, noAuthority);
    refused("the certificate CN=no authority is no certificate authority: it needs the basic constraint CA:TRUE",
        external(noAuthority));
  }
}
