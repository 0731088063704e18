package io.swarmd.controlapi.cluster;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.KeyRotation;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.lock.UnlockKey;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The key that managers lock their own keys with, as a cluster's spec asks for it (control sheet, 9.2 rule 11). */
final class UnlockKeys {

  private UnlockKeys() {}

  /**
   * The cluster's unlock keys after an update; those of other subsystems stay as they are.
   *
   * @param locked whether managers are to lock their keys from now on
   * @param secrets a source of chance good enough for keys
   */
  static List<EncryptionKey> after(Cluster stored, boolean locked, KeyRotation asked, RandomGenerator secrets) {
    boolean hasKey = stored.getUnlockKeysList().stream().anyMatch(UnlockKeys::isManagers);
    if (locked && hasKey && !asked.getManagerUnlockKey()) {
      return stored.getUnlockKeysList();
    }
    List<EncryptionKey> keys = new ArrayList<>(
        stored.getUnlockKeysList().stream().filter(key -> !isManagers(key)).toList());
    if (locked) {
      byte[] fresh = new byte[UnlockKey.BYTES];
      secrets.nextBytes(fresh);
      keys.add(EncryptionKey.newBuilder().setSubsystem(KeyLock.SUBSYSTEM).setKey(ByteString.copyFrom(fresh)).build());
    }
    return keys;
  }

  private static boolean isManagers(EncryptionKey key) {
    return key.getSubsystem().equals(KeyLock.SUBSYSTEM);
  }
}
