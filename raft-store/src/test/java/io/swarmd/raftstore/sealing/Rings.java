package io.swarmd.raftstore.sealing;

import io.swarmd.api.v1.KeyRingContents;

/** Rings as tests want them. */
public final class Rings {

  private Rings() {}

  /** A ring of the key in use alone. */
  public static KeyRing withoutOlder(KeyRing ring) {
    return KeyRing.of(KeyRingContents.newBuilder().setCurrent(ring.current().id())
        .addAllKeys(ring.toContents().getKeysList().stream()
            .filter(key -> key.getId() == ring.current().id()).toList()).build());
  }

  /** A ring with one more key, which is in use. */
  public static KeyRing rotated(KeyRing ring) {
    return ring.withNext().advanced();
  }

  public static int count(KeyRing ring) {
    return ring.toContents().getKeysCount();
  }

  public static boolean settled(KeptKeys kept) {
    return !kept.needsRotation() && kept.ring().pending().isEmpty();
  }
}
