package io.swarmd.identity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.identity.Cluster;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.Expiry;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.UnlockKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {

  private static final byte[] DATA_KEY = counting(0);
  private static final UnlockKey LOCK = UnlockKey.of(counting(100));
  private static final UnlockKey OTHER_LOCK = UnlockKey.of(counting(7));

  private final Cluster cluster = Cluster.named("ours");
  private final NodeCredentials manager = cluster.manager("m1");
  @TempDir private Path directory;
  private CertificateFiles files;

  @BeforeEach
  void open() {
    files = new CertificateFiles(directory);
  }

  private void writeAll() {
    files.writeRoots(manager.roots());
    files.writeNode(manager);
  }

  private String mode(String name) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
  }

  private String text(String name) throws Exception {
    return Files.readString(directory.resolve(name));
  }

  @Test
  @Tag("identity-11")
  void namesAndModesAreTheOriginals() throws Exception {
    writeAll();
    try (var names = Files.list(directory)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("swarm-root-ca.crt", "swarm-node.crt", "swarm-node.key");
    }
    assertThat(mode("swarm-root-ca.crt")).isEqualTo("rw-r--r--");
    assertThat(mode("swarm-node.crt")).isEqualTo("rw-r--r--");
    assertThat(mode("swarm-node.key")).isEqualTo("rw-------");
    assertThat(text("swarm-node.key")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    writeAll();
    NodeCredentials read = files.readNode(files.readRoots(Cluster.NOW).orElseThrow(), Cluster.NOW);
    assertThat(read.chain()).isEqualTo(manager.chain());
    assertThat(read.key()).isEqualTo(manager.key());
    assertThat(read.roots()).isEqualTo(manager.roots());
  }

  @Test
  @Tag("identity-51")
  void whatLiesBesideAManagersKeySurvivesARenewal() throws Exception {
    writeAll();
    files.updateKey(key -> key.withSecret(KeyFile.DATA_KEY, DATA_KEY));
    files.writeNode(cluster.manager("m1"));
    assertThat(text("swarm-node.key")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 0\n"
        + "raft-dek: EiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\n\n");
    files.updateKey(key -> key.withoutSecret(KeyFile.DATA_KEY));
    assertThat(text("swarm-node.key")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n");
  }

  @Test
  @Tag("identity-55")
  void aLockedFileOpensWithItsUnlockKeyOnly() throws Exception {
    writeAll();
    files.updateKey(key -> key.withSecret(KeyFile.DATA_KEY, DATA_KEY).withLock(new KeyLock(Optional.of(LOCK), 12)));
    assertThat(text("swarm-node.key"))
        .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\nkek-version: 12\nraft-dek: CAESM");
    assertThat(files.readNode(manager.roots(), Cluster.NOW).key()).isEqualTo(manager.key());

    CertificateFiles restarted = new CertificateFiles(directory);
    assertThatThrownBy(() -> restarted.readNode(manager.roots(), Cluster.NOW)).isInstanceOf(LockedException.class);
    restarted.unlockWith(OTHER_LOCK);
    assertThatThrownBy(() -> restarted.readNode(manager.roots(), Cluster.NOW)).isInstanceOf(LockedException.class);
    restarted.unlockWith(LOCK);
    assertThat(restarted.readNode(manager.roots(), Cluster.NOW).key()).isEqualTo(manager.key());
    assertThat(restarted.readKey().secrets().get(KeyFile.DATA_KEY)).isEqualTo(DATA_KEY);
    assertThat(restarted.readKey().lockVersion()).isEqualTo(12);
  }

  @Test
  void aRenewalOfALockedManagerStaysLocked() throws Exception {
    writeAll();
    files.updateKey(key -> key.withLock(new KeyLock(Optional.of(LOCK), 12)));
    NodeCredentials renewed = cluster.manager("m1");
    files.writeNode(renewed);
    assertThat(text("swarm-node.key")).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\nkek-version: 12\n");
    assertThat(files.readNode(manager.roots(), Cluster.NOW).key()).isEqualTo(renewed.key());
  }

  @Test
  @Tag("identity-59")
  void aWorkersKeyIsInClearWhateverItWasBefore() throws Exception {
    writeAll();
    files.updateKey(key -> key.withSecret(KeyFile.DATA_KEY, DATA_KEY).withLock(new KeyLock(Optional.of(LOCK), 12)));
    files.writeNode(cluster.worker("m1"));
    assertThat(text("swarm-node.key")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n");
  }

  @Test
  @Tag("identity-53")
  void unlockedAgainTheSameDataKeyLiesInClear() throws Exception {
    writeAll();
    files.updateKey(key -> key.withSecret(KeyFile.DATA_KEY, DATA_KEY).withLock(new KeyLock(Optional.of(LOCK), 12)));
    files.updateKey(key -> key.withLock(new KeyLock(Optional.empty(), 15)));
    assertThat(text("swarm-node.key")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 15\n"
        + "raft-dek: EiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\n\n");
  }

  @Test
  @Tag("identity-56")
  void aKeyThatOpensThePrivateKeyByChanceStillMeansLocked() throws Exception {
    writeAll();
    KeyFile withDataKey = files.readKey().withSecret(KeyFile.DATA_KEY, DATA_KEY);
    Pem locked = Pem.parseAll(withDataKey.withLock(new KeyLock(Optional.of(LOCK), 3)).encode()).getFirst();
    Pem byChance = Pem.parseAll(withDataKey.withLock(new KeyLock(Optional.of(OTHER_LOCK), 3)).encode()).getFirst();
    Files.write(directory.resolve("swarm-node.key"),
        new Pem(byChance.label(), locked.headers(), byChance.content()).encode());
    files.unlockWith(OTHER_LOCK);
    assertThatThrownBy(() -> files.readNode(manager.roots(), Cluster.NOW)).isInstanceOf(LockedException.class);
  }

  @Test
  @Tag("identity-58")
  void aCrashBeforeTheCertificateIsInPlaceIsMended() throws Exception {
    writeAll();
    NodeCredentials renewed = cluster.manager("m1");
    Files.write(directory.resolve(".swarm-node.crt"), renewed.chainPem());
    Files.write(directory.resolve("swarm-node.key"), KeyFile.clear(renewed.key()).encode());
    assertThat(files.readNode(manager.roots(), Cluster.NOW).chain()).isEqualTo(renewed.chain());
    assertThat(directory.resolve(".swarm-node.crt")).doesNotExist();
    assertThat(files.readNode(manager.roots(), Cluster.NOW).chain()).isEqualTo(renewed.chain());
  }

  @Test
  void aCrashBeforeTheKeyIsInPlaceKeepsTheOldPair() throws Exception {
    writeAll();
    Files.write(directory.resolve(".swarm-node.crt"), cluster.manager("m1").chainPem());
    assertThat(files.readNode(manager.roots(), Cluster.NOW).chain()).isEqualTo(manager.chain());
    assertThat(directory.resolve(".swarm-node.crt")).doesNotExist();
  }

  @Test
  void badFilesAreNamed() throws Exception {
    writeAll();
    assertThatThrownBy(() -> files.readNode(manager.roots(), Cluster.NOW.plus(Duration.ofDays(100))))
        .hasMessageStartingWith("error while loading TLS certificate in " + directory.resolve("swarm-node.crt")
            + ": certificate (0 - m1) not valid after")
        .hasMessageEndingWith("; compare this machine's clock with the others', and when it is right, empty the state "
            + "directory and join again; the only manager, or the last one left, starts with "
            + "--force-new-cluster and renews it");
    assertThatThrownBy(() -> files.readNode(Cluster.named("x").authority().roots(), Cluster.NOW))
        .hasMessageContaining("unknown authority");
    Files.writeString(directory.resolve("swarm-node.key"), "garbage");
    assertThatThrownBy(() -> files.readNode(manager.roots(), Cluster.NOW))
        .hasMessageContaining("malformed private key");
    Files.writeString(directory.resolve("swarm-root-ca.crt"), "garbage");
    assertThatThrownBy(() -> files.readRoots(Cluster.NOW))
        .hasMessageContaining("swarm-root-ca.crt: no valid root CA certificates found");
  }

  @Test
  @Tag("identity-55")
  void anEncryptedKeyMeansLocked() throws Exception {
    writeAll();
    byte[] encrypted = {0x30, 0x04, 0x30, 0x02, 0x04, 0x00};
    for (String label : List.of("ENCRYPTED PRIVATE KEY", "PRIVATE KEY")) {
      Files.write(directory.resolve("swarm-node.key"), Pem.of(label, encrypted).encode());
      assertThatThrownBy(() -> files.readNode(manager.roots(), Cluster.NOW))
          .isInstanceOf(LockedException.class).hasMessage("node is locked, and needs a valid unlock key");
      assertThatThrownBy(() -> files.writeNode(manager)).isInstanceOf(LockedException.class);
    }
  }

  @Test
  void theAuthoritysKeyStaysOnlyUntilItIsDeleted() throws Exception {
    writeAll();
    assertThat(files.readAuthority(manager.roots())).isEmpty();
    files.writeAuthorityKey(cluster.authority());
    assertThat(mode("swarm-root-ca.key")).isEqualTo("rw-------");
    assertThat(files.readAuthority(manager.roots()).orElseThrow().keyPem()).isEqualTo(cluster.authority().keyPem());
    assertThatThrownBy(() -> files.readAuthority(Cluster.named("x").authority().roots()))
        .hasMessageContaining("certificate key mismatch");
    files.endFounding();
    assertThat(files.readAuthority(manager.roots())).isEmpty();
  }

  @Test
  void oldKeyFormsAreRead() {
    var pair = PrivateKeys.generate();
    assertThat(((ECPrivateKey) KeyFile.parse(PrivateKeys.toSec1(pair).encode(), Optional.empty()).key()).getS())
        .isEqualTo(((ECPrivateKey) pair.getPrivate()).getS());
  }

  @Test
  void theStartingPointFollowsTheTable() throws Exception {
    assertThat(StartingPoint.of(files, false, Expiry.REFUSED, Cluster.NOW)).isInstanceOf(StartingPoint.NewCluster.class);
    assertThat(StartingPoint.of(files, true, Expiry.REFUSED, Cluster.NOW)).isEqualTo(new StartingPoint.Joining(Optional.empty()));
    files.writeRoots(manager.roots());
    assertThat(StartingPoint.of(files, false, Expiry.REFUSED, Cluster.NOW)).isInstanceOf(StartingPoint.NewCluster.class);
    assertThat(StartingPoint.of(files, true, Expiry.REFUSED, Cluster.NOW))
        .isEqualTo(new StartingPoint.Joining(Optional.of(manager.roots())));
    files.writeNode(manager);
    assertThat(StartingPoint.of(files, true, Expiry.REFUSED, Cluster.NOW)).isInstanceOf(StartingPoint.Known.class);
    Files.write(directory.resolve("swarm-node.crt"), "garbage".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> StartingPoint.of(files, true, Expiry.REFUSED, Cluster.NOW)).isInstanceOf(IdentityException.class);
  }

  @Test
  void aStateDirectoryHasOneUser() throws Exception {
    Path state = directory.resolve("state");
    try (StateDirectory held = StateDirectory.open(state)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(held.path()))).isEqualTo("rwx------");
      assertThatThrownBy(() -> StateDirectory.open(state))
          .hasMessage("state directory " + state + " is in use by another process");
    }
    StateDirectory.open(state).close();
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> StateDirectory.open(file)).hasMessageContaining("cannot use state directory " + file);
  }

  private static byte[] counting(int from) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }
}
