package io.swarmd.store.state;

import com.google.protobuf.Message;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All objects of the cluster at one version. Immutable; a change gives a new state that shares nearly everything with
 * the old one, and costs O(log n) however large the tables are.
 */
public final class StoreState implements StoreView {

  /** The state of a new cluster: version 0, no objects. */
  public static final StoreState EMPTY =
      new StoreState(0, Table.ALL.stream().map(TableState::empty).toArray(TableState<?>[]::new));

  private final long version;
  /** By table number. Never changed once it is here. */
  private final TableState<?>[] tables;

  StoreState(long version, TableState<?>[] tables) {
    this.version = version;
    this.tables = tables;
  }

  /** A state of these objects as they are, for tests; its version is the one after the newest object's. */
  public static StoreState of(Message... objects) {
    return EMPTY.with(objects);
  }

  /** The state at a version, of all its objects as they are; for what comes from disk or a snapshot, of any size. */
  public static StoreState load(long version, Iterable<? extends Message> objects) {
    Map<Table<?>, List<Message>> byTable = new HashMap<>();
    for (Message object : objects) {
      byTable.computeIfAbsent(Table.of(object), first -> new ArrayList<>()).add(object);
    }
    return new StoreState(version, Table.ALL.stream()
        .map(table -> loaded(table, byTable.getOrDefault(table, List.of()))).toArray(TableState<?>[]::new));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> TableState<T> loaded(Table<T> table, List<Message> objects) {
    List<T> ordered = new ArrayList<>((List<T>) objects);
    ordered.sort(Comparator.comparing(table::id));
    return TableState.ofOrdered(table, ordered);
  }

  /**
   * This state with these objects added, or put in place of those with the same id, as they are and without any check;
   * the version grows as far as the objects' versions ask.
   */
  public StoreState with(Message... objects) {
    StateBuilder builder = new StateBuilder(this);
    long next = version;
    for (Message object : objects) {
      next = Math.max(next, builder.put(object) + 1);
    }
    return builder.build(next);
  }

  /** This state without the object; the version stays. */
  public StoreState without(Table<?> table, String id) {
    StateBuilder builder = new StateBuilder(this);
    builder.remove(table, id);
    return builder.build(version);
  }

  /** The same objects at another version. */
  public StoreState at(long otherVersion) {
    return new StoreState(otherVersion, tables);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public <T extends Message> Optional<T> get(Table<T> table, String id) {
    return state(table).get(id);
  }

  @Override
  public <T extends Message> Collection<T> all(Table<T> table) {
    return state(table).all();
  }

  @Override
  public <T extends Message> Collection<T> find(Index<T> index, String key) {
    return state(index.table()).find(index, key);
  }

  @Override
  public <T extends Message> Collection<T> byName(Table<T> table, String name) {
    return state(table).byName(name);
  }

  @Override
  public <T extends Message> Collection<T> byNamePrefix(Table<T> table, String prefix) {
    return state(table).byNamePrefix(prefix);
  }

  @Override
  public <T extends Message> Collection<T> byIdPrefix(Table<T> table, String prefix) {
    return state(table).byIdPrefix(prefix);
  }

  /** Whether both hold equal objects; walks all of them, for tests and comparisons of states. */
  public boolean sameObjects(StoreView other) {
    return Table.ALL.stream().allMatch(table -> List.copyOf(all(table)).equals(List.copyOf(other.all(table))));
  }

  @SuppressWarnings("unchecked")
  <T extends Message> TableState<T> state(Table<T> table) {
    return (TableState<T>) tables[table.number()];
  }

  /** This state with another content of one table. */
  StoreState with(Table<?> table, TableState<?> content) {
    TableState<?>[] changed = tables.clone();
    changed[table.number()] = content;
    return new StoreState(version, changed);
  }

  TableState<?>[] tables() {
    return tables;
  }

  @Override
  public String toString() {
    return "version " + version + " with " + Table.ALL.stream().filter(table -> !all(table).isEmpty())
        .map(table -> all(table).size() + " in " + table).toList();
  }
}
