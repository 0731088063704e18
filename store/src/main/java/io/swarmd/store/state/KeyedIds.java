package io.swarmd.store.state;

import io.swarmd.store.ordered.OrderedMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An index: for each key the ids of the objects that have it. It holds ids and not objects, so that a change of an
 * object that keeps its keys, as a task's status does, leaves every index as it is.
 */
record KeyedIds(OrderedMap<OrderedMap<String>> byKey) {

  static final KeyedIds EMPTY = new KeyedIds(OrderedMap.empty());

  /** The index of objects that come in the order of their ids. */
  static <T> KeyedIds ofOrdered(List<String> ids, List<T> objects, Function<T, List<String>> keys) {
    TreeMap<String, List<String>> byKey = new TreeMap<>();
    for (int i = 0; i < ids.size(); i++) {
      for (String key : keys.apply(objects.get(i))) {
        byKey.computeIfAbsent(key, first -> new ArrayList<>(1)).add(ids.get(i));
      }
    }
    return new KeyedIds(OrderedMap.ofOrdered(List.copyOf(byKey.keySet()),
        byKey.values().stream().map(held -> OrderedMap.ofOrdered(held, held)).toList()));
  }

  OrderedMap<String> ids(String key) {
    return byKey.get(key).orElse(OrderedMap.empty());
  }

  /** The id sets of all keys that begin so, in the order of keys. */
  Collection<OrderedMap<String>> withPrefix(String prefix) {
    return byKey.valuesWithPrefix(prefix);
  }

  /** Takes an id from its old keys to its new ones. */
  KeyedIds moved(String id, List<String> from, List<String> to) {
    if (from.equals(to)) {
      return this;
    }
    KeyedIds result = this;
    for (String key : from) {
      if (!to.contains(key)) {
        result = result.without(key, id);
      }
    }
    for (String key : to) {
      if (!from.contains(key)) {
        result = result.with(key, id);
      }
    }
    return result;
  }

  private KeyedIds with(String key, String id) {
    return new KeyedIds(byKey.with(key, ids(key).with(id, id)));
  }

  private KeyedIds without(String key, String id) {
    OrderedMap<String> rest = ids(key).without(id);
    return new KeyedIds(rest.isEmpty() ? byKey.without(key) : byKey.with(key, rest));
  }
}
