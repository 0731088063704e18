package io.swarmd.raftstore.sealing;

/**
 * The data keys as a manager keeps them on its disk.
 *
 * @param locked whether they are encrypted there
 * @param needsRotation whether the newest of them has lain in clear and another one is due
 */
public record KeptKeys(KeyRing ring, boolean locked, boolean needsRotation) {

  /** Begins a rotation that is due: the next key is there, and none is due after it. One begun stays as it is. */
  KeptKeys withNext() {
    return ring.pending().isPresent() || !needsRotation ? this : new KeptKeys(ring.withNext(), locked, false);
  }

  /** The newest key is in use from now on. */
  KeptKeys advanced() {
    return new KeptKeys(ring.advanced(), locked, needsRotation);
  }

  KeptKeys askedToRotate() {
    return new KeptKeys(ring, locked, true);
  }

  /**
   * These keys and another manager's. A key that comes new to a locked manager has never lain in clear here, so that
   * none is due any more.
   *
   * @throws IllegalArgumentException when they hold two keys of one number
   */
  KeptKeys merged(KeyRing others) {
    KeyRing all = ring.merged(others);
    boolean fresh = all.newest().id() != ring.newest().id();
    return all.equals(ring) ? this : new KeptKeys(all, locked, needsRotation && !(locked && fresh));
  }
}
