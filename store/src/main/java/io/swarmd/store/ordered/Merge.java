package io.swarmd.store.ordered;

import java.util.Iterator;

/** The values of given keys, found by walking map and keys side by side. */
final class Merge<V> implements Iterator<V> {

  private record Entry<V>(String key, V value) {}

  private final Iterator<Entry<V>> entries;
  private final Iterator<String> keys;

  Merge(OrderedMap<V> map, Iterator<String> keys) {
    this.entries = map.walk(Entry::new);
    this.keys = keys;
  }

  @Override
  public boolean hasNext() {
    return keys.hasNext();
  }

  @Override
  public V next() {
    String key = keys.next();
    Entry<V> entry = entries.next();
    while (!key.equals(entry.key())) {
      entry = entries.next();
    }
    return entry.value();
  }
}
