package io.swarmd.store.state;

import com.google.protobuf.Message;
import io.swarmd.store.Table;
import java.util.Optional;

/**
 * Makes a state out of another one by putting and removing objects as they are: no stamps, no checks. For one thread.
 */
public final class StateBuilder {

  private final TableState<?>[] tables;

  public StateBuilder(StoreState base) {
    this.tables = base.tables().clone();
  }

  /** Adds the object, or puts it in place of the one with its id; gives the version it is stamped with. */
  public long put(Message object) {
    return putIn(Table.of(object), object);
  }

  @SuppressWarnings("unchecked")
  private <T extends Message> long putIn(Table<T> table, Message object) {
    put(table, (T) object);
    return table.version((T) object);
  }

  public <T extends Message> void put(Table<T> table, T object) {
    tables[table.number()] = state(table).with(object);
  }

  public void remove(Table<?> table, String id) {
    tables[table.number()] = state(table).without(id);
  }

  public <T extends Message> Optional<T> get(Table<T> table, String id) {
    return state(table).get(id);
  }

  /** The state as built so far; the builder may go on. */
  public StoreState build(long version) {
    return new StoreState(version, tables.clone());
  }

  @SuppressWarnings("unchecked")
  private <T extends Message> TableState<T> state(Table<T> table) {
    return (TableState<T>) tables[table.number()];
  }
}
