package io.swarmd.store;

import com.google.protobuf.Message;
import java.util.Collection;
import java.util.Optional;

/**
 * The objects of the cluster at one version, immutable. Any thread may read it, for as long as it likes; taking one
 * costs nothing. Collections are lazy views in the order of ids; their size is known without walking them.
 */
public interface StoreView {

  /** The number of transactions committed so far. */
  long version();

  <T extends Message> Optional<T> get(Table<T> table, String id);

  <T extends Message> Collection<T> all(Table<T> table);

  <T extends Message> Collection<T> find(Index<T> index, String key);

  /** Objects whose name equals this one when case is ignored; at most one where names are unique. */
  <T extends Message> Collection<T> byName(Table<T> table, String name);

  /** Objects whose name starts with this, case ignored, in the order of names. Walks the matches only. */
  <T extends Message> Collection<T> byNamePrefix(Table<T> table, String prefix);

  /** Objects whose id starts with this. Walks the matches only. */
  <T extends Message> Collection<T> byIdPrefix(Table<T> table, String prefix);
}
