package io.swarmd.faults.history;

import java.util.List;

/**
 * One manager's copy of the cluster's state at the end, when nobody wrote any more.
 *
 * @param entriesDigest of what led to it
 * @param objectsDigest of all that it holds
 * @param objects those the clients wrote
 */
public record Copy(String manager, long version, String entriesDigest, String objectsDigest, List<Seen> objects) {

  /** What managers are compared by. */
  public record Mark(long version, String entriesDigest, String objectsDigest) {}

  public Mark mark() {
    return new Mark(version, entriesDigest, objectsDigest);
  }
}
