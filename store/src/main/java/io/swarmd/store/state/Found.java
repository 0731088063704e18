package io.swarmd.store.state;

import io.swarmd.store.ordered.OrderedMap;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;

/** The objects with the given ids, looked up as they are walked. */
final class Found<T> extends AbstractCollection<T> {

  private final OrderedMap<T> objects;
  private final Collection<String> ids;

  Found(OrderedMap<T> objects, OrderedMap<String> ids) {
    this.objects = objects;
    this.ids = ids.keys();
  }

  @Override
  public Iterator<T> iterator() {
    return objects.valuesAt(ids);
  }

  @Override
  public int size() {
    return ids.size();
  }
}
