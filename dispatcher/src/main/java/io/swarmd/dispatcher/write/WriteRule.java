package io.swarmd.dispatcher.write;

import io.swarmd.store.Transaction;

/**
 * How one waiting change is written. Runs inside a transaction on the head, so it decides on what is stored at that
 * moment; it writes nothing when there is nothing to change, and never fails.
 *
 * @param <V> the waiting changes
 */
public interface WriteRule<V> {

  /** Writes the change to the object of the key; false when there is no such object. */
  boolean write(Transaction transaction, String key, V change);
}
