package io.swarmd.identity.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.swarmd.api.IssuanceStatus.State;
import io.swarmd.api.NodeSpec;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.loop.SimulatedEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinClientTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final Cluster cluster = new Cluster("ours", CertificateAuthority.create(environment.now()));
  private final FakeAuthority authority = new FakeAuthority(environment, cluster);
  private final String token = JoinToken.generate(cluster.authority().roots().digestHex(), new SecureRandom()).text();
  @TempDir private Path directory;
  private CertificateFiles files;
  private JoinClient client;

  @BeforeEach
  void open() {
    files = new CertificateFiles(directory);
    client = new JoinClient(environment, environment.newLoop("join"), files, authority, roots -> authority,
        manager -> authority);
  }

  private CompletableFuture<NodeCredentials> join(Optional<RootCertificates> known, String with) {
    return client.join(known, with, NodeSpec.Availability.ACTIVE);
  }

  private String failure(String with, Duration after) {
    CompletableFuture<NodeCredentials> joined = join(Optional.empty(), with);
    environment.runFor(after.minusMillis(1));
    if (after.isPositive()) {
      assertThat(joined).isNotDone();
    }
    environment.runFor(Duration.ofMillis(1));
    try {
      joined.getNow(null);
      throw new AssertionError("joined, or still trying");
    } catch (CompletionException failed) {
      return failed.getCause().getMessage();
    }
  }

  @Test
  void aNodeJoinsAndFindsItselfOnDisk() {
    CompletableFuture<NodeCredentials> joined = join(Optional.empty(), token);
    environment.runDue();
    assertThat(joined.join().toString()).isEqualTo("swarm-worker n1 of ours");
    assertThat(authority.log).containsExactly(
        "root a:1", "worked a:1", "issue a:1 " + token, "status a:1", "worked a:1");
    RootCertificates roots = files.readRoots(environment.now()).orElseThrow();
    assertThat(files.readNode(roots, environment.now()).chain()).isEqualTo(joined.join().chain());
    assertThat(files.readKey().headers()).containsEntry("kek-version", "0");
  }

  @Test
  @Tag("identity-5")
  void aMalformedTokenIsRefusedWithoutACall() {
    assertThat(failure("SWMTKN-1-short", Duration.ZERO)).isEqualTo("invalid join token");
    assertThat(authority.log).isEmpty();
  }

  @Test
  void aFipsClusterIsRefusedWithoutACall() {
    assertThat(failure(token.replace("SWMTKN-1-", "SWMTKN-2-1-"), Duration.ZERO))
        .isEqualTo("node is not FIPS-enabled but cluster requires FIPS");
    assertThat(authority.log).isEmpty();
  }

  @Test
  @Tag("identity-7")
  void aTokenOfAnotherClusterFailsAfterFiveTries() {
    authority.servedRoot = Cluster.named("theirs").authority().roots().bundle();
    assertThat(failure(token, Duration.ofSeconds(8))).isEqualTo(
        "remote CA does not match fingerprint. Expected: " + cluster.authority().roots().digestHex());
    assertThat(authority.log.stream().filter(line -> line.startsWith("root"))).hasSize(5);
    assertThat(files.readRoots(environment.now())).isEmpty();
  }

  @Test
  @Tag("identity-8")
  void aWrongSecretFailsAfterFiveTries() {
    for (int attempt = 0; attempt < 5; attempt++) {
      authority.issueFailures.add(Status.INVALID_ARGUMENT
          .withDescription("A valid join token is necessary to join this cluster"));
    }
    assertThat(failure(token, Duration.ofSeconds(8)))
        .isEqualTo("A valid join token is necessary to join this cluster");
    assertThat(files.hasNode()).isFalse();
  }

  @Test
  @Tag("identity-10")
  void withoutTokenTheFirstRootIsTrusted() {
    CompletableFuture<NodeCredentials> joined = join(Optional.empty(), "");
    environment.runDue();
    assertThat(joined.join().roots()).isEqualTo(cluster.authority().roots());
  }

  @Test
  void rootsThatAreKnownAreNotFetchedAgain() {
    CompletableFuture<NodeCredentials> joined = join(Optional.of(cluster.authority().roots()), token);
    environment.runDue();
    assertThat(joined).isCompleted();
    assertThat(authority.log).noneMatch(line -> line.startsWith("root"));
  }

  @Test
  void aCertificateOfTheClusterThatLiesThereIsUsed() {
    NodeCredentials old = NodeCredentials.issue(
        cluster.authority(), new NodeSubject("old", Role.WORKER, "ours"), Duration.ofHours(5), environment.now());
    files.writeNode(old);
    CompletableFuture<NodeCredentials> joined = join(Optional.empty(), token);
    environment.runDue();
    assertThat(joined.join().nodeId()).isEqualTo("old");
    assertThat(authority.log).noneMatch(line -> line.startsWith("issue"));
  }

  @Test
  void aCertificateOfAnotherClusterIsReplaced() {
    files.writeNode(NodeCredentials.issue(CertificateAuthority.create(environment.now()),
        new NodeSubject("old", Role.WORKER, "theirs"), Duration.ofHours(5), environment.now()));
    CompletableFuture<NodeCredentials> joined = join(Optional.empty(), token);
    environment.runDue();
    assertThat(joined.join().nodeId()).isEqualTo("n1");
  }

  @Test
  void pollsGoOnUntilItIsSignedAndMoveToAnotherManagerWhenOneFails() {
    authority.states.add(State.PENDING);
    authority.statusFailures.add(Status.DEADLINE_EXCEEDED);
    authority.statusFailures.add(Status.UNAVAILABLE);
    CompletableFuture<NodeCredentials> joined = join(Optional.of(cluster.authority().roots()), token);
    environment.runFor(Duration.ofMinutes(2));
    assertThat(joined).isCompleted();
    assertThat(authority.log).containsExactly("issue a:1 " + token, "status a:1", "status a:1", "failed a:1",
        "status b:2", "status b:2", "worked b:2");
  }

  @Test
  void aRejectedRequestIsNotRepeated() {
    authority.states.add(State.FAILED);
    assertThat(failure(token, Duration.ZERO))
        .isEqualTo("the certificate request was rejected: CSR Decode failed: no");
    assertThat(authority.log.stream().filter(line -> line.startsWith("issue"))).hasSize(1);
  }

  @Test
  void aManagersKeyIsLockedBeforeItIsFirstWritten() throws IOException {
    authority.role = Role.MANAGER;
    authority.lock = new KeyLock(Optional.of(UnlockKey.generate(new SecureRandom())), 7);
    authority.lockFailures.add(Status.UNAVAILABLE);
    CompletableFuture<NodeCredentials> joined = join(Optional.of(cluster.authority().roots()), token);
    environment.runFor(Duration.ofMillis(1_999));
    assertThat(files.hasNode()).isFalse();
    environment.runFor(Duration.ofMillis(1));
    assertThat(joined).isCompleted();
    assertThat(authority.log).containsExactly("issue a:1 " + token, "status a:1", "worked a:1",
        "lock a:1", "failed a:1", "lock b:2", "worked b:2");
    assertThat(Files.readString(directory.resolve("swarm-node.key")))
        .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\nkek-version: 7\n\n");
  }

  /** What the cluster was before this manager came is past: it does not lock for a key that was given up since. */
  @Test
  void aManagerOfAnOpenClusterKnowsSinceWhenItIsOpen() throws IOException {
    authority.role = Role.MANAGER;
    authority.lock = new KeyLock(Optional.empty(), 7);
    join(Optional.of(cluster.authority().roots()), token);
    environment.runDue();
    assertThat(Files.readString(directory.resolve("swarm-node.key")))
        .startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 7\n\n");
  }

  @Test
  void aManagerWithoutAnAnswerAboutTheUnlockKeyHasNoKeyOnDisk() {
    authority.role = Role.MANAGER;
    for (int attempt = 0; attempt < 5; attempt++) {
      authority.lockFailures.add(Status.UNAVAILABLE);
    }
    assertThat(failure(token, Duration.ofSeconds(8))).startsWith("cannot reach a manager at ");
    assertThat(files.hasNode()).isFalse();
  }
}
