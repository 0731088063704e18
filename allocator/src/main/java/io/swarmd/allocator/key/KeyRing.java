package io.swarmd.allocator.key;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The rule of the network keys: three for each subsystem, each key with a time of its own on a Lamport clock that both
 * share, for engines tell keys apart by that alone.
 */
final class KeyRing {

  static final List<String> SUBSYSTEMS = List.of("networking:gossip", "networking:ipsec");
  static final int KEYS_PER_SUBSYSTEM = 3;

  private static final int KEY_BYTES = 16;
  private static final int FIRST_CLOCK_BOUND = 65_536;

  private final RandomGenerator secrets;

  KeyRing(RandomGenerator secrets) {
    this.secrets = secrets;
  }

  static boolean present(Cluster cluster) {
    return cluster.getNetworkBootstrapKeysCount() > 0;
  }

  /** The cluster with its first keys. */
  Cluster create(Cluster cluster) {
    long clock = secrets.nextInt(FIRST_CLOCK_BOUND);
    Cluster.Builder changed = cluster.toBuilder().clearNetworkBootstrapKeys();
    for (String subsystem : SUBSYSTEMS) {
      for (int i = 0; i < KEYS_PER_SUBSYSTEM; i++) {
        changed.addNetworkBootstrapKeys(key(subsystem, ++clock));
      }
    }
    return changed.setEncryptionKeyLamportClock(clock).build();
  }

  /** The cluster with the oldest key of each subsystem replaced by a new one. */
  Cluster rotate(Cluster cluster) {
    long clock = cluster.getEncryptionKeyLamportClock();
    List<EncryptionKey> keys = new ArrayList<>(cluster.getNetworkBootstrapKeysList());
    for (String subsystem : SUBSYSTEMS) {
      keys.stream().filter(key -> key.getSubsystem().equals(subsystem))
          .min(Comparator.comparing(EncryptionKey::getLamportTime, Long::compareUnsigned))
          .ifPresent(keys::remove);
      keys.add(key(subsystem, ++clock));
    }
    return cluster.toBuilder().clearNetworkBootstrapKeys().addAllNetworkBootstrapKeys(keys)
        .setEncryptionKeyLamportClock(clock).build();
  }

  private EncryptionKey key(String subsystem, long lamportTime) {
    byte[] bytes = new byte[KEY_BYTES];
    secrets.nextBytes(bytes);
    return EncryptionKey.newBuilder().setSubsystem(subsystem).setAlgorithm(EncryptionKey.Algorithm.AES_128_GCM)
        .setKey(ByteString.copyFrom(bytes)).setLamportTime(lamportTime).build();
  }
}
