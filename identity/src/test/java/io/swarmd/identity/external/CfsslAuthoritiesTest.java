package io.swarmd.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.CertificateChain;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.external.TestAuthority.Conduct;
import io.swarmd.identity.tls.NodeIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CFSSL servers that sign, and such that do not (identity sheet, section 10). */
class CfsslAuthoritiesTest {

  private static final String FAILED = "unable to perform certificate signing request: ";
  private static final NodeOrder ORDER = order("n1");

  private final CertificateAuthority root = CertificateAuthority.create(Instant.now());
  private final NodeIdentity self = new NodeIdentity(credentials(root, Role.MANAGER, "ours"));
  private final TestAuthority server = TestAuthority.start(root);
  private final CfsslAuthorities authorities = new CfsslAuthorities(self);

  @AfterEach
  void close() {
    authorities.close();
    server.close();
  }

  private static NodeCredentials credentials(CertificateAuthority root, Role role, String cluster) {
    return NodeCredentials.issue(
        root, new NodeSubject("m1", role, cluster), CertificateAuthority.DEFAULT_EXPIRY, Instant.now());
  }

  private static NodeOrder order(String node) {
    return new NodeOrder(CertificateRequest.create(PrivateKeys.generate()),
        new NodeSubject(node, Role.WORKER, "ours"));
  }

  private byte[] signed(String... urls) {
    return authorities.sign(List.of(urls), ORDER, root.roots()).join();
  }

  private ExternalAuthorityException refused(String... urls) {
    return reason(authorities.sign(List.of(urls), ORDER, root.roots()));
  }

  private static ExternalAuthorityException reason(CompletableFuture<?> call) {
    Throwable failure = catchThrowableOfType(CompletionException.class, call::join).getCause();
    assertThat(failure).isInstanceOf(ExternalAuthorityException.class);
    return (ExternalAuthorityException) failure;
  }

  private X509Certificate rootCertificate() {
    return root.roots().certificates().getFirst();
  }

  @Test
  void whatWasOrderedIsSigned() {
    byte[] issued = IssuedCertificate.verified(signed(server.url()), ORDER, rootCertificate(), Instant.now());
    assertThat(CertificateChain.parse(issued)).hasSize(1);
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "FAILS          | true  | unexpected status code in CSR response: 500 - out of order",
      "REFUSES        | false | response errors: [{5200 Invalid or unknown policy}]",
      "SAYS_NO        | false | certificate signing request failed",
      "NO_CERTIFICATE | false | no certificate in the result of the CSR response"})
  @Tag("identity-47")
  void refusalsAreTold(Conduct conduct, boolean passing, String text) {
    server.behave(conduct);
    ExternalAuthorityException refused = refused(server.url());
    assertThat(refused).hasMessage(text);
    assertThat(refused.isWorthAnotherTry()).isEqualTo(passing);
  }

  @ParameterizedTest
  @CsvSource({"TOO_LONG", "NO_JSON"})
  @Tag("identity-48")
  void whatIsNoWholeReplyDoesNotParse(Conduct conduct) {
    server.behave(conduct);
    ExternalAuthorityException refused = refused(server.url());
    assertThat(refused).hasMessageStartingWith("unable to parse JSON response: ").hasMessageNotContaining("\n");
    assertThat(refused.getMessage().length()).isLessThan(300);
    assertThat(refused.isWorthAnotherTry()).isTrue();
  }

  /** All at once, so that the test costs the time of one. */
  @Test
  @Tag("identity-48")
  void whoeverDoesNotAnswerCostsFiveSeconds() throws IOException {
    try (TestAuthority silent = TestAuthority.start(root);
        TestAuthority dripping = TestAuthority.start(root);
        ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      silent.behave(Conduct.SILENT);
      dripping.behave(Conduct.DRIPS);
      String muteUrl = "https://localhost:" + mute.getLocalPort() + "/sign";
      Instant begun = Instant.now();
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (String url : List.of(silent.url(), dripping.url(), muteUrl)) {
        calls.add(authorities.sign(List.of(url), ORDER, root.roots()));
      }
      calls.add(authorities.reach(List.of(muteUrl), root.roots()));
      for (CompletableFuture<?> call : calls) {
        assertThat(reason(call)).hasMessageEndingWith("/sign: no answer within 5 seconds");
        assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(7));
      }
    }
  }

  @Test
  @Tag("identity-48")
  void eachUrlHasItsTime() throws IOException {
    try (CfsslAuthorities hasty = new CfsslAuthorities(self, Duration.ofMillis(400));
        ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String muteUrl = "https://localhost:" + mute.getLocalPort() + "/sign";
      Instant begun = Instant.now();
      assertThat(hasty.sign(List.of(muteUrl, muteUrl, server.url()), ORDER, root.roots()).join()).isNotEmpty();
      assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(800));
    }
  }

  @Test
  void urlsAreTriedInOrderUntilOneSigns() {
    try (TestAuthority broken = TestAuthority.start(root)) {
      broken.behave(Conduct.FAILS);
      assertThat(signed("https://localhost:1/sign", broken.url(), server.url())).isNotEmpty();
      assertThat(broken.requests()).hasSize(1);

      assertThat(signed(server.url(), broken.url())).isNotEmpty();
      assertThat(broken.requests()).hasSize(1);

      server.behave(Conduct.REFUSES);
      assertThat(refused(server.url(), broken.url())).hasMessageContaining("500");
      assertThat(refused(broken.url(), server.url())).hasMessageContaining("response errors");
      assertThat(refused(broken.url(), "https://localhost:1/sign"))
          .hasMessage(FAILED + "https://localhost:1/sign: connection refused");
    }
    assertThat(refused()).hasMessage("no external CA URLs");
    assertThat(refused("http://localhost/sign")).hasMessage(FAILED
        + "http://localhost/sign: invalid external CA URL 'http://localhost/sign': expected https://host[:port]/path");
  }

  @Test
  void onlyServersOfTheRootAreBelievedAndOnlyByTheirName() {
    CertificateAuthority other = CertificateAuthority.create(Instant.now());
    assertThat(reason(authorities.sign(List.of(server.url()), ORDER, other.roots()))).hasMessageStartingWith(
        FAILED + server.url()).hasMessageContaining("does not chain with any of the trust anchors");
    assertThat(refused(server.url().replace("localhost", "127.0.0.1"))).hasMessageContaining("127.0.0.1");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aServerIsReachedWhenItProvesItselfByTheRoot() {
    authorities.reach(List.of("https://localhost:1/sign", server.url()), root.roots()).join();
    assertThat(server.requests()).isEmpty();

    assertThat(reason(authorities.reach(List.of("https://localhost:1/sign"), root.roots())))
        .hasMessage("https://localhost:1/sign: connection refused");
    assertThat(reason(authorities.reach(List.of(server.url().replace("https", "http")), root.roots())))
        .hasMessageContaining("expected https://host[:port]/path");
    assertThat(reason(authorities.reach(
        List.of(server.url()), CertificateAuthority.create(Instant.now()).roots())))
        .hasMessageContaining("does not chain with any of the trust anchors");
    assertThat(reason(authorities.reach(List.of(server.url().replace("localhost", "127.0.0.1")), root.roots())))
        .hasMessageContaining("127.0.0.1");
  }

  /** It would start a rotation that never ends. Whether its word is read before the broken line is, is chance. */
  @Test
  void aServerThatDoesNotBelieveThisManagerIsNotReached() {
    server.serve(List.of(CertificateAuthority.create(Instant.now()).roots()));
    ExternalAuthorityException refused = reason(authorities.reach(List.of(server.url()), root.roots()));
    assertThat(refused).hasMessageStartingWith(server.url() + ": ");
    server.serve(List.of(root.roots()));
    authorities.reach(List.of(server.url()), root.roots()).join();
  }

  @Test
  void eachCallShowsTheCertificateTheManagerHasByThen() {
    self.replace(credentials(root, Role.WORKER, "ours"));
    assertThat(refused(server.url())).hasMessage("response errors: [{1 client certificate OU does not match}]");
    self.replace(credentials(root, Role.MANAGER, "others"));
    assertThat(refused(server.url())).hasMessage("response errors: [{2 organization does not match}]");
    self.replace(credentials(root, Role.MANAGER, "ours"));
    assertThat(signed(server.url())).isNotEmpty();
    self.replace(credentials(CertificateAuthority.create(Instant.now()), Role.MANAGER, "ours"));
    assertThat(refused(server.url())).hasMessageStartingWith(FAILED + server.url());
  }

  @Test
  void anotherRootIsVouchedFor() {
    Instant now = Instant.now();
    CertificateAuthority next = CertificateAuthority.create(now);
    byte[] copy = authorities.sign(List.of(server.url()), CrossSigningOrder.of(next), root.roots()).join();
    CertificateAuthority moving =
        CertificateAuthority.of(root.roots(), next.roots().bundle(), next.keyPem(), copy, now);
    moving.tryOut(List.of(rootCertificate(), next.roots().certificates().getFirst()), now);
  }

  @Test
  void oneThatIsClosedAsksNobody() {
    authorities.close();
    assertThat(refused(server.url())).hasMessage(FAILED + "this manager stops");
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "FOREIGN_ROOT     | cannot be used: certificate (0 - n1) is signed by unknown authority",
      "OTHER_KEY        | is for another key than the request's",
      "OTHER_NAME       | has the subject CN=somebody,OU=swarm-worker,O=ours instead of CN=n1,OU=swarm-worker,O=ours",
      "OTHER_HOSTS      | has the host names [n1, swarm-manager, swarm-worker] instead of [swarm-worker, n1]",
      "FOR_SERVERS_ONLY | does not allow its use by servers and clients",
      "AN_AUTHORITY     | is one of an authority",
      "TWICE            | must be one, and not 2"})
  void whatIsNotAsOrderedIsNotTaken(Conduct conduct, String text) {
    server.behave(conduct);
    byte[] reply = signed(server.url());
    assertThatThrownBy(() -> IssuedCertificate.verified(reply, ORDER, rootCertificate(), Instant.now()))
        .isInstanceOfSatisfying(ExternalAuthorityException.class,
            refused -> assertThat(refused.isWorthAnotherTry()).isFalse())
        .hasMessage("the certificate from the external CA " + text);
  }

  @Test
  void garbageAndLateCertificatesAreNotTaken() {
    assertThatThrownBy(() -> IssuedCertificate.verified("x".getBytes(), ORDER, rootCertificate(), Instant.now()))
        .hasMessage("the certificate from the external CA must be one, and not 0");
    byte[] reply = signed(server.url());
    Instant later = Instant.now().plus(Duration.ofDays(100));
    assertThatThrownBy(() -> IssuedCertificate.verified(reply, ORDER, rootCertificate(), later))
        .hasMessageStartingWith("the certificate from the external CA cannot be used: certificate (0 - n1) not valid");
  }
}
