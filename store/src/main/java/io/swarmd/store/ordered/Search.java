package io.swarmd.store.ordered;

import java.util.Iterator;

/** The values of given keys, each searched for by itself. */
record Search<V>(OrderedMap<V> map, Iterator<String> keys) implements Iterator<V> {

  @Override
  public boolean hasNext() {
    return keys.hasNext();
  }

  @Override
  public V next() {
    return map.get(keys.next()).orElseThrow();
  }
}
