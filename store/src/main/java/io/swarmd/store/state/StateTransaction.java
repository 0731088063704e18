package io.swarmd.store.state;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.swarmd.api.Meta;
import io.swarmd.api.Version;
import io.swarmd.store.Change;
import io.swarmd.store.Index;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A transaction on a state. Its objects are stamped with the version of that state, as the original stamps them with
 * the index known when it begins (scheduling sheet, 4.3); once committed it makes the next version. For one thread.
 */
public final class StateTransaction implements Transaction {

  private final StoreState base;
  private final Timestamp now;
  private final Meta created;
  private StoreState state;
  private List<Change<?>> changes = new ArrayList<>();

  public StateTransaction(StoreState base, Instant now) {
    this.base = base;
    this.state = base;
    this.now = Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
    this.created = Meta.newBuilder().setVersion(Version.newBuilder().setIndex(base.version()))
        .setCreatedAt(this.now).setUpdatedAt(this.now).build();
  }

  @Override
  public <T extends Message> T create(Table<T> table, T object) {
    String id = table.id(object);
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a new " + table + " has no id");
    }
    if (state.get(table, id).isPresent()) {
      throw new StoreException(Reason.EXISTS);
    }
    requireFreeName(table, object);
    KindRules.checkCreate(state, object);
    T stamped = table.withMeta(object, created);
    put(table, stamped);
    changes.add(new Change.Created<>(table, stamped));
    return stamped;
  }

  @Override
  public <T extends Message> T update(Table<T> table, T object) {
    T old = state.get(table, table.id(object)).orElseThrow(() -> new StoreException(Reason.NOT_FOUND));
    if (table.version(old) != table.version(object)) {
      throw new StoreException(Reason.OUT_OF_SEQUENCE);
    }
    KindRules.checkUpdate(object);
    requireFreeName(table, object);
    Meta meta = created.toBuilder().setCreatedAt(table.meta(old).getCreatedAt()).build();
    T stamped = table.withMeta(object, meta);
    put(table, stamped);
    changes.add(new Change.Updated<>(table, stamped, old));
    return stamped;
  }

  @Override
  public <T extends Message> void delete(Table<T> table, String id) {
    T old = state.get(table, id).orElseThrow(() -> new StoreException(Reason.NOT_FOUND));
    KindRules.checkDelete(state, old);
    state = state.with(table, state.state(table).without(id));
    changes.add(new Change.Deleted<>(table, old));
  }

  private <T extends Message> void put(Table<T> table, T object) {
    state = state.with(table, state.state(table).with(object));
  }

  private <T extends Message> void requireFreeName(Table<T> table, T object) {
    String name = table.objectName(object);
    if (!table.nameUnique() || name.isEmpty()) {
      return;
    }
    String id = table.id(object);
    if (state.byName(table, name).stream().anyMatch(holder -> !table.id(holder).equals(id))) {
      throw new StoreException(Reason.NAME_CONFLICT);
    }
  }

  /** What was written, in order. */
  public List<Change<?>> changes() {
    return List.copyOf(changes);
  }

  public int changeCount() {
    return changes.size();
  }

  /** The state once this is committed; the state it began on when nothing was written. */
  public StoreState result() {
    return changes.isEmpty() ? base : state.at(base.version() + 1);
  }

  /** Runs the writes; when they throw, everything is as before them. */
  void atomically(Runnable writes) {
    StoreState stateBefore = state;
    int changesBefore = changes.size();
    try {
      writes.run();
    } catch (RuntimeException | Error failure) {
      state = stateBefore;
      changes = new ArrayList<>(changes.subList(0, changesBefore));
      throw failure;
    }
  }

  @Override
  public long version() {
    return state.version();
  }

  @Override
  public <T extends Message> Optional<T> get(Table<T> table, String id) {
    return state.get(table, id);
  }

  @Override
  public <T extends Message> Collection<T> all(Table<T> table) {
    return state.all(table);
  }

  @Override
  public <T extends Message> Collection<T> find(Index<T> index, String key) {
    return state.find(index, key);
  }

  @Override
  public <T extends Message> Collection<T> byName(Table<T> table, String name) {
    return state.byName(table, name);
  }

  @Override
  public <T extends Message> Collection<T> byNamePrefix(Table<T> table, String prefix) {
    return state.byNamePrefix(table, prefix);
  }

  @Override
  public <T extends Message> Collection<T> byIdPrefix(Table<T> table, String prefix) {
    return state.byIdPrefix(table, prefix);
  }
}
