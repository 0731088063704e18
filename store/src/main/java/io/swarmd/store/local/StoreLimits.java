package io.swarmd.store.local;

import io.swarmd.store.ReplicatedLog;

/**
 * The bounds of a store's queues and entries.
 *
 * @param entriesInFlight appended and not yet known to be applied; more wait, and are grouped meanwhile. As many may be
 *     in doubt besides, their append having failed
 * @param entryChanges an entry takes no further transaction once it has so many changes
 * @param entryBytes no transaction joins an entry that would then be larger; a single transaction may be, up to
 *     {@link ReplicatedLog#MAX_ENTRY_BYTES}
 * @param unitChanges units are packed into one transaction until it has so many changes (scheduling sheet, 4.3)
 * @param queuedUpdates closures that wait for the head; more are refused as busy
 * @param queuedUnits units that wait for the head; more are refused as busy
 * @param watcherChanges changes that wait for one watcher; beyond, it is told to take a new view
 * @param historyBytes how much of the recent past a watch can be resumed from
 */
public record StoreLimits(int entriesInFlight, int entryChanges, int entryBytes, int unitChanges, int queuedUpdates,
    int queuedUnits, int watcherChanges, long historyBytes) {

  public static final StoreLimits DEFAULT =
      new StoreLimits(8, 1_000, 1 << 20, 200, 20_000, 2_000_000, 200_000, 32L << 20);

  public StoreLimits {
    if (entryBytes > ReplicatedLog.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "entryBytes is " + entryBytes + ", the log takes " + ReplicatedLog.MAX_ENTRY_BYTES);
    }
  }
}
