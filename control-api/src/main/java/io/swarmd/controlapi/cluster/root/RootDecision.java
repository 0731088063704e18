package io.swarmd.controlapi.cluster.root;

import com.google.protobuf.ByteString;

/** What becomes of a cluster's root. */
sealed interface RootDecision {

  /** Nothing changes. */
  record Keep() implements RootDecision {}

  /**
   * The cluster stays with its root, or goes back to it: a rotation that is under way is aborted.
   *
   * @param key the root's from now on; empty to leave signing to external authorities
   */
  record Stay(ByteString key) implements RootDecision {}

  /** The rotation goes on to its target, which has this key from now on; maybe none. */
  record GoOn(ByteString key) implements RootDecision {}

  /** A rotation to this root begins, in place of one that may be under way. */
  record Rotate(ByteString certificate, ByteString key) implements RootDecision {}
}
