package io.swarmd.raftstore;

import io.swarmd.store.ChangeSet;
import java.util.List;

/**
 * An entry of a stopped manager's log.
 *
 * @param transactions what it changes; none where it changes nothing, or that cannot be told
 * @param members those it names, as {@code <raft id>.<node id>@<address>}; none where it names none
 */
public record LoggedEntry(long index, long term, Kind kind, List<ChangeSet> transactions, List<String> members) {

  /** What an entry is. */
  public enum Kind {
    /** It changes objects. */
    CHANGES,
    /** It is built on another state than the one it meets, and changes nothing. */
    SKIPPED,
    /** It is in the snapshots already, and the state it was built on is gone: what it changed cannot be told. */
    EARLIER,
    /** It names the members of the group. */
    MEMBERS,
    /** One of Raft's own. */
    OTHER
  }
}
