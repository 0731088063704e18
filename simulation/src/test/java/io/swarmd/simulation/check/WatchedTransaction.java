package io.swarmd.simulation.check;

import com.google.protobuf.Message;
import io.swarmd.api.Task;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.Collection;
import java.util.Optional;

/** A transaction as one part is given it: notes what that part writes. */
record WatchedTransaction(Transaction transaction, Part part, Writers writers) implements Transaction {

  @Override
  public <T extends Message> T create(Table<T> table, T object) {
    if (object instanceof Task task) {
      writers.creates(part, task);
    }
    return transaction.create(table, object);
  }

  @Override
  public <T extends Message> T update(Table<T> table, T object) {
    if (object instanceof Task task) {
      writers.updates(part, task);
    }
    return transaction.update(table, object);
  }

  @Override
  public <T extends Message> void delete(Table<T> table, String id) {
    transaction.delete(table, id);
  }

  @Override
  public long version() {
    return transaction.version();
  }

  @Override
  public <T extends Message> Optional<T> get(Table<T> table, String id) {
    return transaction.get(table, id);
  }

  @Override
  public <T extends Message> Collection<T> all(Table<T> table) {
    return transaction.all(table);
  }

  @Override
  public <T extends Message> Collection<T> find(Index<T> index, String key) {
    return transaction.find(index, key);
  }

  @Override
  public <T extends Message> Collection<T> byName(Table<T> table, String name) {
    return transaction.byName(table, name);
  }

  @Override
  public <T extends Message> Collection<T> byNamePrefix(Table<T> table, String prefix) {
    return transaction.byNamePrefix(table, prefix);
  }

  @Override
  public <T extends Message> Collection<T> byIdPrefix(Table<T> table, String prefix) {
    return transaction.byIdPrefix(table, prefix);
  }
}
