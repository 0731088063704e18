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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key ring on disk and on its way to a manager that joins. */
class KeyRingTest {

  private static final byte[] BOUND = {1};

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("keyring");
  }

  private static KeyEncryptionKey kek(String secret) {
    return () -> Optional.of(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertSame(KeyRing one, KeyRing other) {
    assertThat(new Sealer(other).open(new Sealer(one).seal(BOUND, BOUND), BOUND)).isEqualTo(BOUND);
  }

  @Test
  void anUnlockedRingComesBackAndIsTheOwnersOnly() throws IOException {
    assertThat(new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).load()).isEmpty();
    KeyRing ring = KeyRing.create().rotated();
    new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).save(ring);
    assertSame(ring, new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).load().orElseThrow());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
  }

  @Test
  void aLockedRingNeedsItsKey() throws IOException {
    KeyRing ring = KeyRing.create();
    new KeyRingFile(file(), kek("SWMKEY")).save(ring);
    assertSame(ring, new KeyRingFile(file(), kek("SWMKEY")).load().orElseThrow());
    String locked = "node is locked, and needs a valid unlock key";
    assertThatThrownBy(() -> new KeyRingFile(file(), kek("other")).load()).hasMessage(locked);
    assertThatThrownBy(() -> new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).load()).hasMessage(locked);
    assertThat(indexOf(Files.readAllBytes(file()), ring.current().bytes())).isNegative();
  }

  private static int indexOf(byte[] all, byte[] part) {
    return new String(all, StandardCharsets.ISO_8859_1).indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void aDamagedRingIsSaidToBe() throws IOException {
    Files.writeString(file(), "garbage, and more of it");
    assertThatThrownBy(() -> new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).load())
        .isInstanceOf(IOException.class).hasMessageStartingWith("the key ring " + file() + " is damaged");
  }

  /** A changed key would otherwise show only as data that does not open. */
  @Test
  void anyChangedByteIsNoticed() throws IOException {
    new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).save(KeyRing.create());
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x15;
      Files.write(file(), changed);
      assertThatThrownBy(() -> new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).load()).as("byte %d", at)
          .isInstanceOf(IOException.class);
      Files.write(file(), Arrays.copyOf(whole, at));
      assertThatThrownBy(() -> new KeyRingFile(file(), KeyEncryptionKey.UNLOCKED).load()).as("cut at %d", at)
          .hasMessageContaining("is damaged");
    }
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
        .intercept(caller).addService(new KeyRingService(() -> ring)).build().start();
    ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    try {
      return KeyRingService.fetch(channel, Duration.ofSeconds(10));
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
