package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.identity.IdentityException;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.StoredKeyRing;
import io.swarmd.store.group.MemberRemovedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagerHalfTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final CertificateAuthority authority = CertificateAuthority.create(environment.now());
  private final NodeIdentity identity = new NodeIdentity(credentials(Role.WORKER));
  private final List<Fake> launched = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();
  @TempDir
  private Path directory;
  @TempDir
  private Path certificates;
  private StoredKeyRing keyRing;
  private ManagerHalf half;

  /** A manager that does nothing. */
  private final class Fake implements RunningManager {

    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final Consumer<Throwable> failed;
    private boolean inTouch = true;

    Fake(Consumer<Throwable> failed) {
      this.failed = failed;
    }

    @Override
    public CompletableFuture<?> joined() {
      return joined;
    }

    @Override
    public boolean isInTouch() {
      return inTouch;
    }

    @Override
    public Path controlSocket() {
      return directory.resolve("control.sock");
    }

    @Override
    public void close() {
      seen.add("stop");
    }
  }

  @BeforeEach
  void make() {
    CertificateFiles files = new CertificateFiles(certificates);
    files.writeNode(identity.current());
    keyRing = new StoredKeyRing(files);
    half = new ManagerHalf(environment, identity, new ManagerData(directory, keyRing), this::launch,
        new ManagerHalf.Told(() -> seen.add("removed"), seen::add));
  }

  private RunningManager launch(Consumer<Throwable> failed) {
    refusal.ifPresent(text -> {
      seen.add("refused");
      throw new IdentityException(text);
    });
    seen.add("start");
    launched.add(new Fake(failed));
    return launched.getLast();
  }

  private NodeCredentials credentials(Role role) {
    return NodeCredentials.issue(authority, new NodeSubject("node", role, "cluster"), Duration.ofHours(2),
        environment.now());
  }

  private void renewed(Role role) {
    identity.replace(credentials(role));
    environment.runDue();
  }

  private CompletableFuture<Void> begun(boolean vital) {
    CompletableFuture<Void> begun = half.begin(vital);
    environment.runDue();
    return begun;
  }

  private void giveMembersData() throws IOException {
    Files.createDirectories(directory.resolve("raft"));
    Files.writeString(directory.resolve("raft").resolve("member"), "");
    keyRing.save(KeyRing.create());
  }

  @Test
  void theManagerRunsWhileTheCertificateIsAManagers() throws IOException {
    assertThat(begun(true)).isCompleted();
    assertThat(seen).isEmpty();
    renewed(Role.MANAGER);
    assertThat(seen).containsExactly("start");
    giveMembersData();
    renewed(Role.MANAGER);
    assertThat(seen).containsExactly("start");
    renewed(Role.WORKER);
    assertThat(seen).containsExactly("start", "stop");
    assertThat(directory).isEmptyDirectory();
    assertThat(keyRing.load()).isEmpty();
    renewed(Role.MANAGER);
    assertThat(seen).containsExactly("start", "stop", "start");
  }

  @Test
  void itIsOfferedOnlyOnceItIsAMemberAndWhileItHasALeader() {
    begun(true);
    renewed(Role.MANAGER);
    assertThat(half.channel()).isEmpty();
    launched.getFirst().joined.complete(null);
    assertThat(half.channel()).isPresent();
    assertThat(half.controlSocket()).contains(directory.resolve("control.sock"));
    launched.getFirst().inTouch = false;
    assertThat(half.channel()).isEmpty();
  }

  @Test
  void aRemovedManagerWaitsForANewCertificate() throws IOException {
    renewed(Role.MANAGER);
    begun(true);
    giveMembersData();
    launched.getFirst().failed.accept(new MemberRemovedException());
    environment.runDue();
    assertThat(seen).containsExactly("start", "stop", "removed");
    assertThat(directory).isEmptyDirectory();
    assertThat(keyRing.load()).isEmpty();

    identity.replace(identity.current().withRoots(authority.roots(), environment.now()));
    environment.runFor(Duration.ofMinutes(1));
    assertThat(launched).hasSize(1);

    renewed(Role.MANAGER);
    assertThat(launched).hasSize(2);
  }

  @Test
  void anyOtherFailureOfTheLogEndsTheNode() {
    renewed(Role.MANAGER);
    begun(true);
    launched.getFirst().failed.accept(new IOException("no space left"));
    environment.runDue();
    assertThat(seen).containsExactly("start", "the replicated log failed: no space left");
  }

  @Test
  void aVitalManagerThatDoesNotStartOrJoinEndsTheNode() {
    renewed(Role.MANAGER);
    refusal = Optional.of("port taken");
    assertThat(begun(true)).isCompletedExceptionally();

    refusal = Optional.empty();
    begun(true);
    launched.getFirst().joined.completeExceptionally(new IOException("not reachable"));
    environment.runDue();
    assertThat(seen).containsExactly("refused", "start", "can't initialize raft node: not reachable");
  }

  @Test
  void aPromotionIsTriedAgainWithGrowingPauses() {
    begun(true);
    refusal = Optional.of("port taken");
    renewed(Role.MANAGER);
    assertThat(seen).containsExactly("refused");
    environment.runFor(Duration.ofSeconds(100));
    assertThat(seen).hasSize(10).containsOnly("refused");

    refusal = Optional.empty();
    environment.runFor(Duration.ofSeconds(30));
    assertThat(launched).hasSize(1);
    launched.getFirst().joined.completeExceptionally(new IOException("not reachable"));
    environment.runDue();
    assertThat(seen).endsWith("start", "stop");
    environment.runFor(Duration.ofSeconds(30));
    assertThat(launched).hasSize(2);
  }

  @Test
  void aDemotionEndsTheTries() {
    begun(true);
    refusal = Optional.of("port taken");
    renewed(Role.MANAGER);
    renewed(Role.WORKER);
    environment.runFor(Duration.ofMinutes(5));
    assertThat(seen).containsExactly("refused");
  }

  @Test
  void whatIsHeardOfAnEarlierManagerIsPast() {
    begun(true);
    renewed(Role.MANAGER);
    renewed(Role.WORKER);
    renewed(Role.MANAGER);
    launched.getFirst().failed.accept(new IOException("closed"));
    launched.getFirst().joined.completeExceptionally(new IOException("closed"));
    environment.runDue();
    assertThat(seen).containsExactly("start", "stop", "start");
  }
}
