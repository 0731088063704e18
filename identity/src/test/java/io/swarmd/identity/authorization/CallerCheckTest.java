package io.swarmd.identity.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.identity.Caller;
import io.swarmd.identity.certificate.CertificateSubject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CallerCheckTest {

  private static final String OUTER =
      "Permission denied: unauthorized peer role: rpc error: code = PermissionDenied desc = ";
  private static final List<String> BOTH = List.of(Caller.WORKER, Caller.MANAGER);
  private static final List<String> MANAGERS = List.of(Caller.MANAGER);
  private final CallerCheck check = new CallerCheck("ours", "removed1"::equals);

  private static Peer peer(String nodeId, String role, String organization) {
    return new Peer(true, Optional.of(new CertificateSubject(nodeId, Set.of(role), organization)), "10.0.0.1:5");
  }

  private static final Peer MANAGER = peer("m1", Caller.MANAGER, "ours");
  private static final Peer WORKER = peer("w1", Caller.WORKER, "ours");
  private static final Peer ANONYMOUS = new Peer(true, Optional.empty(), "10.0.0.1:5");

  private static Optional<ForwardedIdentity> forwarded(String nodeId, String role, String organization) {
    return Optional.of(new ForwardedIdentity(
        nodeId, organization, role.isEmpty() ? List.of() : List.of(role), "10.9.9.9:7"));
  }

  private void assertRefused(List<String> roles, Peer peer, Optional<ForwardedIdentity> forwarded, String text) {
    assertThatThrownBy(() -> check.authorize(roles, peer, forwarded)).hasMessage(text);
  }

  @Test
  void aFittingCertificateIsTheCaller() throws Exception {
    Caller caller = check.authorize(BOTH, WORKER, Optional.empty());
    assertThat(caller).isEqualTo(new Caller("w1", Set.of(Caller.WORKER), "ours", "10.0.0.1:5", Optional.empty()));
    assertThat(caller.isLocal()).isFalse();
    assertThat(check.authorize(MANAGERS, MANAGER, Optional.empty()).isManager()).isTrue();
  }

  @Test
  @Tag("identity-21")
  @Tag("identity-22")
  @Tag("identity-23")
  void refusalsHaveTheTextsClientsMatchOn() {
    Optional<ForwardedIdentity> own = Optional.empty();
    assertRefused(BOTH, ANONYMOUS, own, OUTER + "no client certificates in request");
    assertRefused(BOTH, new Peer(false, Optional.empty(), ""), own, OUTER + "request is not using TLS");
    assertRefused(MANAGERS, WORKER, own,
        OUTER + "Permission denied: remote certificate not part of OUs: [swarm-manager]");
    assertRefused(BOTH, peer("x", "cook", "ours"), own,
        OUTER + "Permission denied: remote certificate not part of OUs: [swarm-worker swarm-manager]");
    assertRefused(BOTH, peer("x", Caller.WORKER, "theirs"), own,
        OUTER + "Permission denied: remote certificate not part of organization: ours");
    assertRefused(BOTH, peer("removed1", Caller.WORKER, "ours"), own,
        OUTER + "Permission denied: node removed1 was removed from swarm");
  }

  @Test
  void aForwardedCallIsTheFirstCallers() throws Exception {
    Caller caller = check.authorize(BOTH, MANAGER, forwarded("w7", Caller.WORKER, "ours"));
    assertThat(caller).isEqualTo(new Caller("w7", Set.of(Caller.WORKER), "ours", "10.9.9.9:7", Optional.of("m1")));
  }

  @Test
  @Tag("identity-25")
  void whatIsForwardedMustBeWholeAndFit() {
    assertRefused(BOTH, MANAGER, forwarded("", "", ""),
        "Permission denied: missing information in forwarded request");
    assertRefused(BOTH, MANAGER, forwarded("", Caller.WORKER, "ours"),
        "Permission denied: missing information in forwarded request");
    assertRefused(MANAGERS, MANAGER, forwarded("w7", Caller.WORKER, "ours"),
        "Permission denied: unauthorized forwarded role, expecting: [swarm-manager]");
    assertRefused(BOTH, MANAGER, forwarded("w7", Caller.WORKER, "theirs"),
        "Permission denied: organization mismatch, expecting: ours");
  }

  @Test
  @Tag("identity-27")
  void aRemovedNodeIsRefusedAlsoThroughAFollower() {
    assertRefused(BOTH, MANAGER, forwarded("removed1", Caller.WORKER, "ours"),
        "Permission denied: node removed1 was removed from swarm");
  }

  @Test
  void onlyAManagersWordIsBelieved() {
    assertRefused(BOTH, WORKER, forwarded("m1", Caller.MANAGER, "ours"),
        "Permission denied: unauthorized forwarder role: rpc error: code = PermissionDenied desc = "
            + "Permission denied: remote certificate not part of OUs: [swarm-manager]");
    assertRefused(BOTH, ANONYMOUS, forwarded("m1", Caller.MANAGER, "ours"),
        "Permission denied: unauthorized forwarder role: rpc error: code = PermissionDenied desc = "
            + "no client certificates in request");
  }

  @Test
  void methodsOpenToAllSeeWhoTheCallerIsIfItCanBeKnown() {
    assertThat(check.admit(WORKER, Optional.empty()).nodeId()).isEqualTo("w1");
    assertThat(check.admit(ANONYMOUS, Optional.empty()))
        .isEqualTo(new Caller("", Set.of(), "", "10.0.0.1:5", Optional.empty()));
    assertThat(check.admit(peer("removed1", Caller.WORKER, "ours"), Optional.empty()).hasCertificate()).isFalse();
    assertThat(check.admit(MANAGER, forwarded("", "", "")))
        .isEqualTo(new Caller("", Set.of(), "", "10.9.9.9:7", Optional.empty()));
    assertThat(check.admit(WORKER, forwarded("m1", Caller.MANAGER, "ours")).hasCertificate()).isFalse();
  }

  @Test
  @Tag("identity-24")
  void whatIsSentIsWhatIsRead() {
    Caller worker = new Caller("w7", Set.of(Caller.WORKER), "ours", "[::1]:99", Optional.empty());
    Metadata received = new Metadata();
    put(received, "x-own", "kept");
    put(received, "user-agent", "grpc-go");
    put(received, "grpc-timeout", "5S");
    put(received, "forwarded_cert_cn", "m1");
    received.put(Metadata.Key.of("grpc-trace-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {1});
    Metadata sent = ForwardedIdentity.forward(worker, received);
    assertThat(sent.keys()).containsExactlyInAnyOrder("x-own", "forwarded_cert", "forwarded_cert_cn",
        "forwarded_cert_org", "forwarded_cert_ou", "remote_addr", "redirect");
    assertThat(ForwardedIdentity.read(sent)).contains(
        new ForwardedIdentity("w7", "ours", List.of(Caller.WORKER), "[::1]:99"));
    assertThat(received.get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("grpc-go");
  }

  @Test
  void aCallerWithoutCertificateIsForwardedWithBlankKeys() {
    Metadata sent = ForwardedIdentity.forward(
        new Caller("", Set.of(), "", "10.0.0.1:5", Optional.empty()), new Metadata());
    assertThat(sent.keys()).contains("forwarded_cert", "forwarded_cert_cn", "forwarded_cert_org");
    assertThat(ForwardedIdentity.read(sent)).contains(new ForwardedIdentity("", "", List.of(), "10.0.0.1:5"));
  }

  @Test
  void aCallFromTheControlSocketGoesOnAsTheManagersOwn() {
    Caller local = new Caller("m1", Set.of(Caller.MANAGER), "ours", "", Optional.empty());
    Metadata sent = ForwardedIdentity.forward(local, new Metadata());
    assertThat(sent.keys()).containsExactly("redirect");
    assertThat(ForwardedIdentity.read(sent)).isEmpty();
  }

  @Test
  @Tag("identity-26")
  void aSecondHopIsRefused() {
    Metadata received = new Metadata();
    put(received, "redirect", "10.0.0.2:33");
    assertThatThrownBy(() -> ForwardedIdentity.forward(Caller.current(), received))
        .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
          assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
          assertThat(refused.getStatus().getDescription())
              .isEqualTo("more than one redirect to leader from: [10.0.0.2:33]");
        });
  }

  private static void put(Metadata headers, String name, String value) {
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }
}
