package io.swarmd.store;

import com.google.protobuf.Message;

/**
 * One atomic change to the head. Reads see the head and what this transaction has written. Closures given a
 * transaction run on the store's loop: they look up by key, write, and return at once; scans and decisions are made
 * before, on a view. Any exception takes back everything written.
 */
public interface Transaction extends StoreView {

  /**
   * Adds an object and returns it as stored: stamped with the head's version and the time, both as created and as
   * updated.
   *
   * @throws StoreException {@code EXISTS} when the id is taken, {@code NAME_CONFLICT} when a unique name is
   */
  <T extends Message> T create(Table<T> table, T object);

  /**
   * Replaces an object and returns it as stored, with a new stamp. The object given must carry the version it was read
   * at.
   *
   * @throws StoreException {@code NOT_FOUND}, {@code OUT_OF_SEQUENCE} when another version is stored, {@code
   *     NAME_CONFLICT}
   */
  <T extends Message> T update(Table<T> table, T object);

  /**
   * Removes an object.
   *
   * @throws StoreException {@code NOT_FOUND}
   */
  <T extends Message> void delete(Table<T> table, String id);
}
