package io.swarmd.store.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Task;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.state.Samples;
import io.swarmd.store.state.StateBuilder;
import io.swarmd.store.state.StoreState;
import java.util.Optional;

/** Keeps a copy of a store by nothing but what it is told, and finds fault when anything is missing from it. */
final class MirrorWatcher implements Subscription.Watcher {

  private static final String WITNESSES = "witnesses";

  private final Runnable onResync;
  private Optional<Subscription> subscription = Optional.empty();
  private StoreState copy = StoreState.EMPTY;

  private MirrorWatcher(Runnable onResync) {
    this.onResync = onResync;
  }

  MirrorWatcher(Store store, EventLoop loop, Runnable onResync) {
    this(onResync);
    begin(store.watch(loop, this));
  }

  static Optional<MirrorWatcher> resumed(Store store, EventLoop loop, long version) {
    MirrorWatcher mirror = new MirrorWatcher(() -> {});
    Optional<Subscription> resumed = store.watchFrom(version, loop, mirror);
    resumed.ifPresent(mirror::begin);
    resumed.ifPresent(watch -> assertThat(watch.start().version()).isEqualTo(version));
    return resumed.map(watch -> mirror);
  }

  /** A task that says which tasks there were when it was made. */
  static Task witness(String id, StoreView seen) {
    return Samples.task(id, WITNESSES, trace(seen), "");
  }

  private static long trace(StoreView view) {
    return Integer.toUnsignedLong(view.all(Table.TASK).stream().map(Task::getId).toList().hashCode());
  }

  private void begin(Subscription watch) {
    subscription = Optional.of(watch);
    copy = (StoreState) watch.start();
  }

  long version() {
    return copy.version();
  }

  void stop() {
    subscription.ifPresent(Subscription::close);
  }

  @Override
  public void onChanges(ChangeSet changes) {
    assertThat(changes.version()).as("change sets follow each other").isEqualTo(copy.version() + 1);
    checkWitnesses(changes);
    StateBuilder builder = new StateBuilder(copy);
    for (Change<?> change : changes.changes()) {
      if (change instanceof Change.Deleted) {
        builder.remove(change.table(), change.id());
      } else {
        builder.put(change.object());
      }
    }
    copy = builder.build(changes.version());
    assertThat(changes.after().version()).isEqualTo(changes.version());
    assertThat(copy.all(Table.TASK)).hasSameSizeAs(changes.after().all(Table.TASK));
  }

  /** Whatever is written changes the very state that its transaction was run on. */
  private void checkWitnesses(ChangeSet changes) {
    for (Change<?> change : changes.changes()) {
      if (change instanceof Change.Created && change.object() instanceof Task task
          && task.getServiceId().equals(WITNESSES)) {
        assertThat(trace(copy)).as("%s was built on another state", task.getId()).isEqualTo(task.getSlot());
      }
    }
  }

  @Override
  public void onResync(StoreView view) {
    onResync.run();
    copy = (StoreState) view;
  }

  void check(StoreView now) {
    assertThat(copy.version()).isEqualTo(now.version());
    assertThat(copy.sameObjects(now)).isTrue();
  }
}
