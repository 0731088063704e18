package io.swarmd.store;

import com.google.protobuf.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The seam between the store and the way it is replicated: an ordered log of opaque entries that all managers apply
 * alike. Implemented by Ratis (raft-store) and by the simulated log.
 *
 * <p>A failed {@link #append} means only that the outcome is not known: the entry may be committed later, also after
 * this member lost and regained leadership. Entries appended after a failed one may be committed all the same.
 */
public interface ReplicatedLog extends AutoCloseable {

  /**
   * An entry to append.
   *
   * @param term the leadership it was made in; in another term it is refused or skipped
   * @param baseVersion the store version it was built on; bound to the entry where it is sealed
   * @param bytes the encoded transactions, at most {@link #MAX_ENTRY_BYTES}
   * @param decoded handed back to this member's listener with the committed entry while its leadership lasts
   */
  record Entry(long term, long baseVersion, byte[] bytes, Object decoded) {}

  /** The largest entry that may be appended, in bytes: the original's bound on a proposal, 1.5 MiB. */
  int MAX_ENTRY_BYTES = 1_572_864;

  /** An object in a state image. */
  record Stored(Table<?> table, Message object) {}

  /**
   * What applying an entry did, for the one who keeps the state on disk.
   *
   * @param version the store version after it; unchanged when the entry was skipped
   * @param digest the digest of the state after it
   * @param changes in order; for deletions the last object
   */
  record Applied(long version, StateDigest digest, List<Change<?>> changes) {}

  /** The receiver, the store. Calls come one at a time and in log order. */
  interface Listener {

    /**
     * The state to start from: what was on disk, or an installed snapshot that replaces what was applied. Called once
     * before all else (version 0, the founding digest and no objects for a new member), and again at each installed
     * snapshot.
     */
    void installed(long version, StateDigest digest, Iterable<Stored> objects);

    /**
     * A committed entry. Returns once it is applied. An entry that does not decode makes this throw, and the member
     * stops rather than skip it.
     *
     * @param decoded what was given to {@link #append} here, or null
     */
    Applied committed(long term, long index, byte[] bytes, Object decoded);

    /**
     * This member leads in the term, and every entry of earlier terms has been applied. May be repeated, also after
     * {@link #following}, while entries appended in the same term are still under way. What is said last of leading
     * and following comes true in the end.
     */
    void leading(long term);

    /** This member does not lead (any more). May be repeated, and may come late. */
    void following();

    /** The log can take no more entries (disk, long pause, removal): the member must stop serving. */
    void failed(Throwable cause);
  }

  /** Begins to deliver. Called once. */
  void start(Listener listener);

  /**
   * Appends; called from one thread, and what is committed of a term is so in the order of the calls. May block while
   * the log is slow. The future completes, on any thread and possibly inside locks of the log, once the entry is
   * applied here; it fails when the outcome is unknown or the entry was refused. It always completes: at the latest
   * when leadership is lost or the log is closed.
   */
  CompletableFuture<Void> append(Entry entry);

  /** Completes when all that was committed before the call is applied here; fails when that cannot be known. */
  CompletableFuture<Void> readBarrier();

  @Override
  void close();
}
