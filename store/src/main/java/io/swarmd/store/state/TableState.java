package io.swarmd.store.state;

import com.google.protobuf.Message;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.ordered.OrderedMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The objects of one table and its indexes. Immutable. */
final class TableState<T extends Message> {

  private final Table<T> table;
  private final OrderedMap<T> objects;
  private final KeyedIds names;
  private final List<Index<T>> indexes;
  /** In the order of {@link #indexes}. */
  private final List<KeyedIds> keys;

  private TableState(
      Table<T> table, OrderedMap<T> objects, KeyedIds names, List<Index<T>> indexes, List<KeyedIds> keys) {
    this.table = table;
    this.objects = objects;
    this.names = names;
    this.indexes = indexes;
    this.keys = keys;
  }

  @SuppressWarnings("unchecked")
  static <T extends Message> TableState<T> empty(Table<T> table) {
    List<Index<T>> indexes = Index.ALL.stream().filter(index -> index.table() == table)
        .map(index -> (Index<T>) index).toList();
    return new TableState<>(table, OrderedMap.empty(), KeyedIds.EMPTY, indexes,
        indexes.stream().map(index -> KeyedIds.EMPTY).toList());
  }

  /** A table of these objects, in the order of their ids. Takes O(n) and little more, however many there are. */
  static <T extends Message> TableState<T> ofOrdered(Table<T> table, List<T> objects) {
    TableState<T> empty = empty(table);
    List<String> ids = objects.stream().map(table::id).toList();
    List<KeyedIds> keys =
        empty.indexes.stream().map(index -> KeyedIds.ofOrdered(ids, objects, index.keys())).toList();
    KeyedIds names = KeyedIds.ofOrdered(ids, objects, empty::nameKeys);
    return new TableState<>(table, OrderedMap.ofOrdered(ids, objects), names, empty.indexes, keys);
  }

  Optional<T> get(String id) {
    return objects.get(id);
  }

  Collection<T> all() {
    return objects.values();
  }

  Collection<T> byIdPrefix(String prefix) {
    return objects.valuesWithPrefix(prefix);
  }

  Collection<T> find(Index<T> index, String key) {
    for (int i = 0; i < indexes.size(); i++) {
      if (indexes.get(i) == index) {
        return new Found<>(objects, keys.get(i).ids(key));
      }
    }
    throw new IllegalArgumentException("table " + table + " has no index " + index.name());
  }

  Collection<T> byName(String name) {
    return new Found<>(objects, names.ids(folded(name)));
  }

  Collection<T> byNamePrefix(String prefix) {
    return new FoundByPrefix<>(objects, names.withPrefix(folded(prefix)));
  }

  /** The table with the object in place of the one with its id, if any. */
  TableState<T> with(T object) {
    String id = table.id(object);
    Optional<T> old = objects.get(id);
    return new TableState<>(table, objects.with(id, object),
        names.moved(id, old.map(this::nameKeys).orElse(List.of()), nameKeys(object)), indexes,
        movedKeys(id, old, Optional.of(object)));
  }

  /** The table without the object; the same table when it has none. */
  TableState<T> without(String id) {
    Optional<T> old = objects.get(id);
    if (old.isEmpty()) {
      return this;
    }
    return new TableState<>(table, objects.without(id), names.moved(id, nameKeys(old.get()), List.of()), indexes,
        movedKeys(id, old, Optional.empty()));
  }

  private List<KeyedIds> movedKeys(String id, Optional<T> old, Optional<T> now) {
    List<KeyedIds> moved = null;
    for (int i = 0; i < indexes.size(); i++) {
      KeyedIds before = keys.get(i);
      KeyedIds after = before.moved(id, old.map(indexes.get(i).keys()).orElse(List.of()),
          now.map(indexes.get(i).keys()).orElse(List.of()));
      if (after != before) {
        moved = moved == null ? new ArrayList<>(keys) : moved;
        moved.set(i, after);
      }
    }
    return moved == null ? keys : moved;
  }

  private List<String> nameKeys(T object) {
    String name = table.objectName(object);
    return name.isEmpty() ? List.of() : List.of(folded(name));
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
