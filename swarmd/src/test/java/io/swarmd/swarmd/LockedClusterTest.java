package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.swarmd.api.Annotations;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.Cluster;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.GetUnlockKeyResponse;
import io.swarmd.api.GlobalService;
import io.swarmd.api.KeyRotation;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Placement;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateClusterRequest;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.WatchActionKind;
import io.swarmd.api.WatchGrpc;
import io.swarmd.api.WatchMessage;
import io.swarmd.api.WatchRequest;
import io.swarmd.api.v1.KeyRingContents;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.KeyFile;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.UnlockKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managers whose keys are locked on disk (identity sheet, section 11). */
class LockedClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOCKED_TEXT = "node is locked, and needs a valid unlock key";

  @TempDir
  private Path base;
  private LocalSwarm swarm;

  @BeforeEach
  void make() {
    swarm = new LocalSwarm(base);
  }

  @AfterEach
  void stop() {
    swarm.close();
  }

  private void found(String... flags) throws IOException {
    swarm.start("m1", flags);
    awaitReady("m1", 1);
  }

  private void join(String name, boolean manager) throws IOException {
    int before = nodes("m1").size();
    var tokens = swarm.cluster("m1").getRootCa().getJoinTokens();
    swarm.join(name, "m1", manager ? tokens.getManager() : tokens.getWorker());
    awaitReady("m1", before + 1);
    if (manager) {
      awaitReady(name, before + 1);
    }
  }

  private Map<String, Node> nodes(String through) {
    return swarm.control(through).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.READY)
        .collect(Collectors.toMap(node -> node.getDescription().getHostname(), node -> node));
  }

  private void awaitReady(String through, int count) {
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes(through).size() == count);
  }

  private void update(boolean locked, boolean rotate) {
    Cluster cluster = swarm.cluster("m1");
    UpdateClusterRequest.Builder request = UpdateClusterRequest.newBuilder().setClusterId(cluster.getId())
        .setClusterVersion(cluster.getMeta().getVersion()).setSpec(cluster.getSpec())
        .setRotation(KeyRotation.newBuilder().setManagerUnlockKey(rotate));
    request.getSpecBuilder().getEncryptionConfigBuilder().setAutoLockManagers(locked);
    swarm.control("m1").updateCluster(request.build());
  }

  private GetUnlockKeyResponse asked(String manager) {
    return CAGrpc.newBlockingStub(swarm.channel(manager)).getUnlockKey(GetUnlockKeyRequest.getDefaultInstance());
  }

  private UnlockKey unlockKey() {
    return UnlockKey.of(asked("m1").getUnlockKey().toByteArray());
  }

  private Path certificates(String name) {
    return base.resolve(name).resolve("certificates");
  }

  private String keyText(String name) {
    try {
      return Files.readString(certificates(name).resolve("swarm-node.key"));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private KeyFile keyFile(String name, UnlockKey key) {
    CertificateFiles files = new CertificateFiles(certificates(name));
    files.unlockWith(key);
    return files.readKey();
  }

  private void awaitLocked(String name) {
    await().atMost(PATIENCE).untilAsserted(() -> {
      assertThat(keyText(name)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\nkek-version: "
          + asked("m1").getVersion().getIndex() + "\n").contains("raft-dek: CAESM").doesNotContain(": Ei");
      assertThat(keyFile(name, unlockKey()).secrets()).containsKey(KeyFile.DATA_KEYS);
    });
  }

  private byte[] dataKey(String name, UnlockKey key) {
    return keyFile(name, key).secrets().get(KeyFile.DATA_KEY);
  }

  /** Until these managers seal with one key, which is not this one, and none is on its way. */
  private byte[] awaitDataKeyOtherThan(byte[] old, String... names) {
    await().atMost(PATIENCE).untilAsserted(() -> {
      byte[] first = dataKey(names[0], unlockKey());
      assertThat(first).isNotEqualTo(old);
      for (String name : names) {
        KeyFile file = keyFile(name, unlockKey());
        assertThat(file.secrets()).containsEntry(KeyFile.DATA_KEY, first)
            .doesNotContainKey(KeyFile.PENDING_DATA_KEY);
        assertThat(file.needsRotation()).isFalse();
        assertThat(base.resolve(name).resolve("raft").resolve("log"))
            .isDirectoryRecursivelyContaining(path -> path.getParent().endsWith("sm"));
      }
    });
    return dataKey(names[0], unlockKey());
  }

  private void restart(String name, UnlockKey key) throws IOException {
    swarm.start(name, "--unlock-key", key.text());
  }

  private void assertStaysLocked(String name, String... flags) {
    assertThatThrownBy(() -> swarm.start(name, flags)).isInstanceOf(LockedException.class).hasMessage(LOCKED_TEXT);
  }

  @Test
  @Tag("identity-55")
  void aClusterFoundedLockedStartsAgainWithItsKeyOnly() throws IOException {
    found("--autolock");
    UnlockKey key = unlockKey();
    assertThat(keyText("m1"))
        .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\nkek-version: 0\nraft-dek: CAESM");
    assertThat(keyFile("m1", key).needsRotation()).isFalse();
    String id = swarm.cluster("m1").getId();
    swarm.stop("m1");

    assertStaysLocked("m1");
    assertStaysLocked("m1", "--unlock-key", UnlockKey.generate(new SecureRandom()).text());
    restart("m1", key);
    awaitReady("m1", 1);
    assertThat(swarm.cluster("m1").getId()).isEqualTo(id);
  }

  /** A manager killed before the cluster object is there: only the note of it is left to tell. */
  private Path founding() {
    return certificates("m1").resolve("founding");
  }

  @Test
  void aFoundingThatBrokeOffBeforeTheUnlockKeyCouldBeAskedForBeginsAnew() throws IOException {
    found("--autolock");
    String first = swarm.cluster("m1").getId();
    assertThat(founding()).doesNotExist();
    swarm.stop("m1");
    Files.createFile(founding());

    assertStaysLocked("m1", "--unlock-key", UnlockKey.generate(new SecureRandom()).text());
    found("--autolock");
    assertThat(swarm.cluster("m1").getId()).isNotEqualTo(first);
    assertThat(founding()).doesNotExist();
    UnlockKey key = unlockKey();
    swarm.stop("m1");
    assertStaysLocked("m1");

    Files.createFile(founding());
    restart("m1", key);
    awaitReady("m1", 1);
    assertThat(swarm.cluster("m1").getId()).isNotEqualTo(first);
    await().atMost(PATIENCE).until(() -> !Files.exists(founding()));
    assertThat(unlockKey()).isEqualTo(key);
  }

  @Test
  @Tag("identity-52")
  @Tag("identity-53")
  @Tag("identity-54")
  @Tag("control-32")
  void theUnlockKeyIsTurnedOnReplacedAndTurnedOff() throws IOException {
    found();
    assertThat(keyText("m1")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 0\nraft-dek: Ei");
    byte[] inClear = new CertificateFiles(certificates("m1")).readKey().secrets().get(KeyFile.DATA_KEY);
    byte[] certificate = Files.readAllBytes(certificates("m1").resolve("swarm-node.crt"));
    update(true, false);
    awaitLocked("m1");
    await().atMost(PATIENCE).untilAsserted(() ->
        assertThat(Files.readAllBytes(certificates("m1").resolve("swarm-node.crt"))).isNotEqualTo(certificate));
    UnlockKey first = unlockKey();
    byte[] dataKey = awaitDataKeyOtherThan(inClear, "m1");

    update(true, true);
    awaitLocked("m1");
    assertThat(dataKey("m1", unlockKey())).isEqualTo(dataKey);
    UnlockKey second = unlockKey();
    assertThat(second).isNotEqualTo(first);
    swarm.stop("m1");
    assertStaysLocked("m1", "--unlock-key", first.text());
    restart("m1", second);
    awaitReady("m1", 1);

    update(false, false);
    await().atMost(PATIENCE).until(() -> keyText("m1").startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: "
        + swarm.cluster("m1").getMeta().getVersion().getIndex() + "\nraft-dek: Ei"));
    assertThat(asked("m1").getUnlockKey().isEmpty()).isTrue();
    assertThat(new CertificateFiles(certificates("m1")).readKey().secrets().get(KeyFile.DATA_KEY)).isEqualTo(dataKey);
    swarm.stop("m1");
    swarm.start("m1");
    awaitReady("m1", 1);
  }

  @Test
  @Tag("identity-52")
  @Tag("identity-54")
  @Tag("identity-59")
  void everyManagerFollowsAndNewOnesAreLockedFromTheBeginning() throws IOException {
    found();
    join("m2", true);
    byte[] inClear = new CertificateFiles(certificates("m1")).readKey().secrets().get(KeyFile.DATA_KEY);
    update(true, false);
    awaitLocked("m1");
    awaitLocked("m2");
    awaitDataKeyOtherThan(inClear, "m1", "m2");
    join("m3", true);
    awaitLocked("m3");
    byte[] dataKey = dataKey("m1", unlockKey());
    join("w1", false);
    assertThat(keyText("w1")).startsWith("-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n");

    UnlockKey first = unlockKey();
    swarm.stop("m3");
    update(true, true);
    awaitLocked("m1");
    awaitLocked("m2");
    assertStaysLocked("m3", "--unlock-key", unlockKey().text());
    restart("m3", first);
    awaitLocked("m3");
    assertThat(Stream.of("m1", "m2", "m3")).allMatch(name -> Arrays.equals(dataKey(name, unlockKey()), dataKey));

    promote("w1");
    awaitLocked("w1");
    awaitReady("w1", 4);
  }

  /** The first one, one for each time the cluster was locked. */
  @Test
  @Tag("identity-62")
  void aManagerThatWasAwayWhileTheLockWasToggledHasOneMoreDataKey() throws IOException {
    found();
    join("m2", true);
    join("m3", true);
    byte[] inClear = new CertificateFiles(certificates("m1")).readKey().secrets().get(KeyFile.DATA_KEY);
    update(true, false);
    List.of("m1", "m2", "m3").forEach(this::awaitLocked);
    byte[] second = awaitDataKeyOtherThan(inClear, "m1", "m2", "m3");
    UnlockKey key = unlockKey();
    swarm.stop("m3");

    update(false, false);
    await().atMost(PATIENCE).until(() -> !keyText("m1").contains("ENCRYPTED") && !keyText("m2").contains("ENCRYPTED"));
    update(true, false);
    awaitLocked("m1");
    awaitLocked("m2");
    byte[] third = awaitDataKeyOtherThan(second, "m1", "m2");
    restart("m3", key);
    awaitLocked("m3");
    assertThat(awaitDataKeyOtherThan(second, "m1", "m2", "m3")).isEqualTo(third);
    assertThat(Stream.of("m1", "m2", "m3")).allMatch(name -> dataKeys(name) == 3);
  }

  private int dataKeys(String name) {
    byte[] ring = keyFile(name, unlockKey()).secrets().get(KeyFile.DATA_KEYS);
    try {
      return KeyRingContents.parseFrom(ByteBuffer.wrap(ring).position(Integer.BYTES)).getKeysCount();
    } catch (InvalidProtocolBufferException damaged) {
      throw new AssertionError(damaged);
    }
  }

  private void promote(String name) {
    Node node = nodes("m1").get(name);
    swarm.control("m1").updateNode(UpdateNodeRequest.newBuilder().setNodeId(node.getId())
        .setNodeVersion(node.getMeta().getVersion())
        .setSpec(node.getSpec().toBuilder().setDesiredRole(NodeRole.MANAGER)).build());
  }

  /** The watch is the one call that redacts nothing. */
  private ByteString authorityKey() {
    Iterator<WatchMessage> messages = WatchGrpc.newBlockingStub(swarm.channel("m1")).watch(WatchRequest.newBuilder()
        .addEntries(WatchRequest.WatchEntry.newBuilder().setKind("cluster").setAction(WatchActionKind.WATCH_ACTION_UPDATE))
        .build());
    messages.next();
    update(true, false);
    return messages.next().getEvents(0).getObject().getCluster().getRootCa().getCaKey();
  }

  /** Nor what opens them. The tasks of its own agent are another matter, so there are none here. */
  @Test
  void noSecretLiesInClearInTheStateOfALockedManager() throws IOException {
    String secret = "a text that stands nowhere else";
    found("--autolock");
    join("m2", true);
    swarm.control("m1").createService(CreateServiceRequest.newBuilder().setSpec(ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("knowing")).setGlobal(GlobalService.getDefaultInstance())
        .setTask(TaskSpec.newBuilder().setPlacement(Placement.newBuilder().addConstraints("node.role==worker"))
            .setContainer(ContainerSpec.newBuilder().setImage("host")
            .addEnv("PASSWORD=" + secret)))).build());
    ByteString authorityKey = authorityKey();
    KeyFile opened = keyFile("m1", unlockKey());
    byte[] unlockKey = unlockKey().bytes();
    swarm.close();

    List<byte[]> forbidden = Stream.of(secret.getBytes(StandardCharsets.UTF_8), unlockKey,
        authorityKey.toByteArray(), "PRIVATE KEY-----\nM".getBytes(StandardCharsets.US_ASCII),
        opened.key().getEncoded(), opened.secrets().get(KeyFile.DATA_KEY)).toList();
    try (Stream<Path> all = Files.walk(base)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      assertThat(files).anyMatch(file -> file.toString().endsWith(".sst"))
          .anyMatch(file -> file.getFileName().toString().startsWith("log_"));
      for (Path file : files) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(forbidden).as(file.toString())
            .noneMatch(bytes -> content.contains(new String(bytes, StandardCharsets.ISO_8859_1)));
      }
    }
  }
}
