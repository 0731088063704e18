package io.swarmd.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.state.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;

/** A store that leads in a term, over a log that does nothing until the test says so. */
abstract class StoreOnHeldLog {

  static final long TERM = 3;
  static final StoreLimits LIMITS = new StoreLimits(2, 100, 1 << 20, 200, 1000, 10_000, 1000, 1 << 20);

  final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  final HeldLog log = new HeldLog();
  final LocalStore store = LocalStore.start(environment, log, Metrics.NONE, LIMITS);
  final EventLoop loop = environment.newLoop("test");
  final List<String> told = new ArrayList<>();

  @BeforeEach
  void lead() {
    log.listener().leading(TERM);
    environment.runDue();
  }

  CompletableFuture<Service> create(String id) {
    CompletableFuture<Service> result = store.update(tx -> tx.create(Table.SERVICE, Samples.service(id, "name-" + id)));
    environment.runDue();
    return result;
  }

  void commit(int number) {
    log.commit(number);
    environment.runDue();
  }

  void fail(int number) {
    log.fail(number);
    environment.runDue();
  }

  static Reason reason(CompletableFuture<?> failed) {
    assertThat(failed).isCompletedExceptionally();
    return ((StoreException) failed.exceptionNow()).reason();
  }

  void propose(long term, Unit... units) {
    store.propose(term, List.of(units), loop, (unit, outcome) -> told.add(unit.key() + " " + outcome));
    environment.runDue();
  }

  static Unit creation(String id) {
    return Unit.of(id, new Unit.Create<>(Table.SERVICE, Samples.service(id, "name-" + id)));
  }

  static Subscription.Watcher watcher(List<ChangeSet> published) {
    return new Subscription.Watcher() {
      @Override
      public void onChanges(ChangeSet changes) {
        published.add(changes);
      }

      @Override
      public void onResync(StoreView view) {
        throw new AssertionError("nobody fell behind");
      }
    };
  }
}
