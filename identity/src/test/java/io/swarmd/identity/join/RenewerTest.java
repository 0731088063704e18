package io.swarmd.identity.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.swarmd.identity.Cluster;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.loop.SimulatedEnvironment;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewerTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final Cluster cluster = new Cluster("ours", CertificateAuthority.create(environment.now()));
  private final FakeAuthority authority = new FakeAuthority(environment, cluster);
  private final NodeCredentials first = NodeCredentials.issue(
      cluster.authority(), new NodeSubject("n1", Role.WORKER, "ours"), Duration.ofMinutes(100), environment.now());
  private final NodeIdentity identity = new NodeIdentity(first);
  @TempDir private Path directory;
  private CertificateFiles files;
  private Renewer renewer;

  @BeforeEach
  void start() {
    files = new CertificateFiles(directory);
    files.writeRoots(first.roots());
    files.writeNode(first);
    renewer = new Renewer(environment, environment.newLoop("renewal"), identity, files, authority, authority,
        manager -> authority);
    renewer.start();
  }

  private long requests() {
    return authority.log.stream().filter(line -> line.startsWith("issue")).count();
  }

  @Test
  void theCertificateIsRenewedInTimeAndAgain() {
    environment.runFor(Duration.ofMinutes(15));
    assertThat(identity.current()).isSameAs(first);
    environment.runFor(Duration.ofMinutes(60));
    NodeCredentials second = identity.current();
    assertThat(second).isNotSameAs(first);
    assertThat(second.key()).isNotEqualTo(first.key());
    assertThat(files.readNode(first.roots(), environment.now()).chain()).isEqualTo(second.chain());
    environment.runFor(Duration.ofMinutes(100));
    assertThat(identity.current()).isNotSameAs(second);
    assertThat(identity.current().notAfter()).isAfter(environment.now());
  }

  @Test
  void aClockThatIsSetForwardIsNoticedInTime() {
    environment.runFor(Duration.ofMinutes(5));
    environment.shiftWallClock(Duration.ofMinutes(80));
    environment.runFor(Duration.ofMinutes(10));
    assertThat(identity.current()).isNotSameAs(first);
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void aClockThatIsSetBackDelaysTheRenewalUntilTheCertificateIsOldByIt() {
    environment.runFor(Duration.ofMinutes(15));
    environment.shiftWallClock(Duration.ofMinutes(-30));
    environment.runFor(Duration.ofMinutes(34));
    assertThat(identity.current()).isSameAs(first);
    environment.runFor(Duration.ofMinutes(51));
    assertThat(identity.current()).isNotSameAs(first);
  }

  @Test
  void severalWishesAreOneRenewal() {
    renewer.renewNow(Optional.empty());
    renewer.renewNow(Optional.empty());
    environment.runFor(Duration.ofMillis(499));
    assertThat(requests()).isZero();
    environment.runFor(Duration.ofMillis(1));
    assertThat(requests()).isEqualTo(1);
    assertThat(identity.current()).isNotSameAs(first);
  }

  @Test
  @Tag("identity-36")
  void aRoleIsAskedForUntilItArrives() {
    renewer.renewNow(Optional.of(Role.MANAGER));
    environment.runFor(Duration.ofSeconds(30));
    assertThat(requests()).isGreaterThan(1);
    assertThat(identity.current().role()).isEqualTo(Role.WORKER);
    authority.role = Role.MANAGER;
    environment.runFor(Duration.ofMinutes(10));
    assertThat(identity.current().role()).isEqualTo(Role.MANAGER);
    long asked = requests();
    environment.runFor(Duration.ofMinutes(5));
    assertThat(requests()).isEqualTo(asked);
  }

  @Test
  void aPromotedWorkersKeyIsLockedBeforeItIsWritten() {
    authority.role = Role.MANAGER;
    authority.lock = new KeyLock(Optional.of(UnlockKey.generate(new SecureRandom())), 7);
    for (int attempt = 0; attempt < 5; attempt++) {
      authority.lockFailures.add(Status.UNAVAILABLE);
    }
    renewer.renewNow(Optional.of(Role.MANAGER));
    environment.runFor(Duration.ofSeconds(1));
    assertThat(files.readNode(first.roots(), environment.now()).role()).isEqualTo(Role.WORKER);
    environment.runFor(Duration.ofMinutes(1));
    assertThat(identity.current().role()).isEqualTo(Role.MANAGER);
    assertThat(files.readKey().lock()).isEqualTo(authority.lock.key());

    authority.lock = new KeyLock(Optional.empty(), 1);
    renewer.renewNow(Optional.empty());
    environment.runFor(Duration.ofMinutes(1));
    assertThat(files.readKey().lockVersion()).isEqualTo(7);
  }

  @Test
  void failuresAreRetriedUntilTheManagersAnswer() {
    for (int attempt = 0; attempt < 5 * 4; attempt++) {
      authority.issueFailures.add(Status.UNAVAILABLE);
    }
    renewer.renewNow(Optional.empty());
    environment.runFor(Duration.ofMinutes(10));
    assertThat(authority.issueFailures).isEmpty();
    assertThat(identity.current()).isNotSameAs(first);
  }

  @Test
  void afterClosingNothingIsRenewed() {
    renewer.close();
    environment.runFor(Duration.ofHours(3));
    assertThat(requests()).isZero();
    assertThat(identity.current()).isSameAs(first);
  }

  private CertificateAuthority rotate() {
    CertificateAuthority next = CertificateAuthority.create(environment.now());
    authority.cluster = new Cluster("ours", next);
    return next;
  }

  @Test
  @Tag("identity-37")
  void aWorkerLearnsRootsThatVouchForTheCertificateItHas() {
    CertificateAuthority next = rotate();
    authority.servedRoot = (new String(next.roots().bundle()) + new String(first.roots().bundle())).getBytes();
    renewer.renewNow(Optional.empty());
    environment.runFor(Duration.ofSeconds(1));
    assertThat(identity.current().roots().certificates()).hasSize(2);
    next.verify(identity.current().chain(), environment.now());
    assertThat(files.readRoots(environment.now())).contains(identity.current().roots());
  }

  @Test
  @Tag("identity-37")
  void rootsThatDoNotVouchForItAreNotBelieved() {
    authority.servedRoot = rotate().roots().bundle();
    renewer.renewNow(Optional.empty());
    environment.runFor(Duration.ofSeconds(1));
    assertThat(identity.current()).isSameAs(first);
    assertThat(files.readRoots(environment.now())).contains(first.roots());
  }

  @Test
  @Tag("identity-37")
  void aManagerNeverLearnsRootsThisWay() {
    NodeCredentials manager = NodeCredentials.issue(
        cluster.authority(), new NodeSubject("n1", Role.MANAGER, "ours"), Duration.ofMinutes(100), environment.now());
    identity.replace(manager);
    CertificateAuthority next = rotate();
    authority.servedRoot = (new String(next.roots().bundle()) + new String(first.roots().bundle())).getBytes();
    renewer.renewNow(Optional.empty());
    environment.runFor(Duration.ofSeconds(1));
    assertThat(identity.current()).isSameAs(manager);
    assertThat(authority.log).noneMatch(line -> line.startsWith("root"));
  }

  @Test
  void aPushedRootIsAdoptedOnlyIfItFits() {
    TrustedRoots trusted = new TrustedRoots(identity, files);
    trusted.adopt(first.roots().bundle(), environment.now());
    assertThat(identity.current()).isSameAs(first);
    CertificateAuthority next = CertificateAuthority.create(environment.now());
    assertThatThrownBy(() -> trusted.adopt(next.roots().bundle(), environment.now()))
        .hasMessage("new root CA does not match existing TLS credentials");
    byte[] both = (new String(next.roots().bundle()) + new String(first.roots().bundle())).getBytes();
    trusted.adopt(both, environment.now());
    assertThat(files.readRoots(environment.now())).contains(RootCertificates.parse(both, environment.now()));
  }
}
