package io.swarmd.store;

import java.util.List;

/**
 * What one committed transaction changed, in the order it was written.
 *
 * @param version the version the transaction made; its objects are stamped with the one before
 * @param changes never empty
 * @param after the state at that version
 */
public record ChangeSet(long version, List<Change<?>> changes, StoreView after) {}
