package io.swarmd.store.state;

import io.swarmd.store.ordered.OrderedMap;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;

/** The objects of several keys, one key after the other. Its size walks the keys. */
final class FoundByPrefix<T> extends AbstractCollection<T> {

  private final OrderedMap<T> objects;
  private final Collection<OrderedMap<String>> keys;

  FoundByPrefix(OrderedMap<T> objects, Collection<OrderedMap<String>> keys) {
    this.objects = objects;
    this.keys = keys;
  }

  @Override
  public Iterator<T> iterator() {
    return keys.stream().flatMap(ids -> new Found<>(objects, ids).stream()).iterator();
  }

  @Override
  public int size() {
    return keys.stream().mapToInt(OrderedMap::size).sum();
  }

  @Override
  public boolean isEmpty() {
    return keys.isEmpty();
  }
}
