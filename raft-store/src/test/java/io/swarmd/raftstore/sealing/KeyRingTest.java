package io.swarmd.raftstore.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.swarmd.identity.Caller;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.KeyFile;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.LockedException;
import io.swarmd.identity.lock.UnlockKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key ring on disk and on its way to a manager that joins. */
class KeyRingTest {

  private static final byte[] BOUND = {1};

  private static final UnlockKey LOCK = UnlockKey.generate(new SecureRandom());

  @TempDir Path directory;
  private CertificateFiles files;
  private StoredKeyRing stored;

  @BeforeEach
  void giveTheNodeAKey() {
    Instant now = Instant.now();
    files = new CertificateFiles(directory);
    files.writeNode(NodeCredentials.issue(CertificateAuthority.create(now),
        new NodeSubject("node", Role.MANAGER, "cluster"), Duration.ofHours(1), now));
    stored = new StoredKeyRing(files);
  }

  private Path file() {
    return directory.resolve("swarm-node.key");
  }

  private StoredKeyRing afterRestart(Optional<UnlockKey> lock) {
    CertificateFiles read = new CertificateFiles(directory);
    lock.ifPresent(read::unlockWith);
    return new StoredKeyRing(read);
  }

  private static void assertSame(KeyRing one, KeyRing other) {
    assertThat(new Sealer(other).open(new Sealer(one).seal(BOUND, BOUND), BOUND)).isEqualTo(BOUND);
  }

  @Test
  @Tag("identity-51")
  void anUnlockedRingComesBackAndTheKeyInUseIsThereForTheOriginalsTools() throws IOException {
    assertThat(stored.load()).isEmpty();
    KeyRing ring = KeyRing.create().withNext().advanced();
    stored.save(ring);
    assertSame(ring, afterRestart(Optional.empty()).load().orElseThrow());
    assertThat(Files.readString(file())).containsPattern("\nkek-version: 0\nraft-dek: Ei[A-D]");
    assertThat(files.readKey().secrets().get("raft-dek")).isEqualTo(ring.current().bytes());
    stored.erase();
    assertThat(stored.load()).isEmpty();
    assertThat(Files.readString(file())).doesNotContain("raft-dek", "swarmd");
  }

  @Test
  void aLockedRingNeedsItsKey() throws IOException {
    KeyRing ring = KeyRing.create();
    stored.save(ring);
    files.updateKey(file -> file.withLock(new KeyLock(Optional.of(LOCK), 5)));
    assertSame(ring, stored.load().orElseThrow());
    assertSame(ring, afterRestart(Optional.of(LOCK)).load().orElseThrow());
    assertThatThrownBy(() -> afterRestart(Optional.of(UnlockKey.generate(new SecureRandom()))).load())
        .isInstanceOf(LockedException.class);
    assertThatThrownBy(() -> afterRestart(Optional.empty()).load()).isInstanceOf(LockedException.class);
    assertThat(Files.readString(file()))
        .doesNotContain(Base64.getEncoder().encodeToString(ring.current().bytes()).substring(2, 40));
  }

  /** A changed key would otherwise show only as data that does not open. */
  @Test
  void anyChangedByteIsNoticed() {
    stored.save(KeyRing.create());
    byte[] whole = files.readKey().secrets().get(KeyFile.DATA_KEYS);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x15;
      assertDamaged(changed);
      assertDamaged(Arrays.copyOf(whole, at));
    }
  }

  private void assertDamaged(byte[] secret) {
    files.updateKey(file -> file.withSecret(KeyFile.DATA_KEYS, secret));
    assertThatThrownBy(() -> stored.load())
        .hasMessageStartingWith("the data keys in swarm-node.key are damaged: bring the file back from a copy");
  }

  @Test
  void managersAreGivenTheRingAndNobodyElse() throws Exception {
    KeyRing ring = KeyRing.create();
    assertSame(ring, fetch(ring, Caller.MANAGER));
    assertThatThrownBy(() -> fetch(ring, Caller.WORKER)).isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("PERMISSION_DENIED");
  }

  private static KeyRing fetch(KeyRing ring, String role) throws Exception {
    ServerInterceptor caller = new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Caller who = new Caller("node", Set.of(role), "cluster", "127.0.0.1:1", Optional.empty());
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, who), call, headers, next);
      }
    };
    Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .intercept(caller).addService(new KeyRingService(LiveKeyRing.fixed(ring), () -> { })).build().start();
    ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    try {
      return KeyRingService.fetch(channel, Duration.ofSeconds(10));
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
