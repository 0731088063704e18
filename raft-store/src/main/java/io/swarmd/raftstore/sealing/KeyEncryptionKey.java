package io.swarmd.raftstore.sealing;

import java.util.Optional;

/** What protects the key ring on this manager's disk; given from outside. */
@FunctionalInterface
public interface KeyEncryptionKey {

  /** An unlocked manager: the ring lies in clear, readable by its owner only (identity sheet, 11). */
  KeyEncryptionKey UNLOCKED = Optional::empty;

  /** The secret, for example the unlock key's bytes; empty when the cluster is not locked. */
  Optional<byte[]> secret();
}
