package io.swarmd.identity.lock;

import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import java.util.Optional;

/**
 * What the managers of a cluster lock their keys with.
 *
 * @param key empty where they are not locked
 * @param version of the cluster object that says so
 */
public record KeyLock(Optional<UnlockKey> key, long version) {

  /** The name of the managers' key among those a cluster object holds (identity sheet, 11, rule 2). */
  public static final String SUBSYSTEM = "swarm-manager";

  /**
   * As a cluster object says; a key that is recorded but not to be used counts as none.
   *
   * @throws io.swarmd.identity.IdentityException when the key is none
   */
  public static KeyLock of(Cluster cluster) {
    Optional<UnlockKey> key = !cluster.getSpec().getEncryptionConfig().getAutoLockManagers() ? Optional.empty()
        : cluster.getUnlockKeysList().stream().filter(held -> held.getSubsystem().equals(SUBSYSTEM)).findFirst()
            .map(EncryptionKey::getKey).filter(bytes -> !bytes.isEmpty())
            .map(bytes -> UnlockKey.of(bytes.toByteArray()));
    return new KeyLock(key, cluster.getMeta().getVersion().getIndex());
  }
}
