package io.swarmd.store.simulated;

import com.google.protobuf.Message;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import io.swarmd.store.local.LocalStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * A store that leads, alone, over a log that behaves, for the tests of other parts. Nothing takes time: whatever is
 * committed here is so when the call returns.
 */
public final class StoreFixture {

  private final SimulatedEnvironment environment;
  private final SimulatedGroup group;
  private final LocalStore store;

  private StoreFixture(SimulatedEnvironment environment) {
    this.environment = environment;
    this.group = new SimulatedGroup(environment, 1, LogFaults.NONE);
    this.store = LocalStore.start(environment, group.log(0), Metrics.NONE);
    group.elect(0);
    environment.runDue();
  }

  public static StoreFixture leading(SimulatedEnvironment environment) {
    return new StoreFixture(environment);
  }

  public Store store() {
    return store;
  }

  public StoreView view() {
    return store.view();
  }

  /** The group of one, to take leadership away and give it back. */
  public SimulatedGroup group() {
    return group;
  }

  /** The term it leads in. */
  public long term() {
    return store.leading().orElseThrow();
  }

  /** Runs a transaction and lets it be committed; a refusal is thrown as it is. */
  public <R> R update(Function<Transaction, R> closure) {
    CompletableFuture<R> result = store.update(closure);
    environment.runDue();
    try {
      return result.getNow(null);
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    } finally {
      if (!result.isDone()) {
        throw new IllegalStateException("the update was not settled: it waits for time to pass");
      }
    }
  }

  /** Commits objects in one transaction: new ones are created, those of a known id updated, whatever their version. */
  public void commit(Message... objects) {
    update(transaction -> {
      for (Message object : objects) {
        put(transaction, Table.of(object), object);
      }
      return null;
    });
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> void put(Transaction transaction, Table<T> table, Message message) {
    T object = (T) message;
    transaction.get(table, table.id(object)).ifPresentOrElse(
        old -> transaction.update(table, table.withMeta(object, table.meta(old))),
        () -> transaction.create(table, object));
  }

  /** The committed object, which must exist. */
  public <T extends Message> T get(Table<T> table, String id) {
    return store.view().get(table, id).orElseThrow(() -> new AssertionError("there is no " + table + " " + id));
  }

  public void delete(Table<?> table, String id) {
    update(transaction -> {
      transaction.delete(table, id);
      return null;
    });
  }
}
