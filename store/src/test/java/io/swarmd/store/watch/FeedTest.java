package io.swarmd.store.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.loop.EventLoop;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.state.Samples;
import io.swarmd.store.state.StateTransaction;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static final int BOUND = 10;

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final EventLoop loop = environment.newLoop("watcher");
  private final List<String> told = new ArrayList<>();
  private StoreState state = StoreState.EMPTY;
  private final Feed feed = new Feed(state, BOUND, 64 << 10);

  private final Subscription.Watcher watcher = new Subscription.Watcher() {
    @Override
    public void onChanges(ChangeSet changes) {
      told.add("set " + changes.version());
    }

    @Override
    public void onResync(StoreView view) {
      told.add("resync at " + view.version());
    }
  };

  private void publish(int sets) {
    for (int i = 0; i < sets; i++) {
      StateTransaction transaction = new StateTransaction(state, Instant.EPOCH);
      transaction.create(Table.SERVICE, Samples.service("s" + state.version(), "name" + state.version()));
      state = transaction.result();
      feed.publish(state, List.of(new ChangeSet(state.version(), transaction.changes(), state)));
    }
  }

  @Test
  void aWatchStartsWhereItsViewEnds() {
    publish(2);
    Subscription watch = feed.watch(loop, watcher);
    publish(2);
    environment.runDue();
    assertThat(watch.start().version()).isEqualTo(2);
    assertThat(told).containsExactly("set 3", "set 4");
  }

  @Test
  @Tag("scheduling-103")
  void aWatcherThatFallsBehindIsToldSoAndHoldsNobodyUp() {
    feed.watch(loop, watcher);
    publish(100_000);
    environment.runDue();
    publish(2);
    environment.runDue();
    assertThat(told).containsExactly("resync at 100000", "set 100001", "set 100002");
  }

  @Test
  void whatComesAfterAResyncIsNotToldTwice() {
    feed.watch(loop, watcher);
    publish(BOUND + 1);
    publish(3);
    environment.runDue();
    assertThat(told).containsExactly("resync at 14");
  }

  @Test
  void aClosedWatchIsToldNothingMore() {
    Subscription watch = feed.watch(loop, watcher);
    publish(1);
    watch.close();
    publish(1);
    environment.runDue();
    assertThat(told).isEmpty();
  }

  @Test
  void aWatcherMayCloseItsWatchInTheMidstOfAnything() {
    List<Long> versions = new ArrayList<>();
    List<Subscription> own = new ArrayList<>();
    own.add(feed.watch(loop, new Subscription.Watcher() {
      @Override
      public void onChanges(ChangeSet changes) {
        versions.add(changes.version());
        own.getFirst().close();
      }

      @Override
      public void onResync(StoreView view) {}
    }));
    publish(3);
    environment.runDue();
    assertThat(versions).containsExactly(1L);
  }

  @Test
  void aResumedWatchIsGivenWhatItMissedAndThenWhatComes() {
    publish(5);
    assertThat(feed.watchFrom(3, loop, watcher).orElseThrow().start().version()).isEqualTo(3);
    publish(1);
    environment.runDue();
    assertThat(told).containsExactly("set 4", "set 5", "set 6");
  }

  @Test
  void thePastIsRememberedUpToItsBoundAndTheFutureIsNotKnown() {
    publish(1000);
    assertThat(feed.watchFrom(0, loop, watcher)).isEmpty();
    assertThat(feed.watchFrom(1001, loop, watcher)).isEmpty();
    assertThat(feed.watchFrom(1000, loop, watcher)).isPresent();
    assertThat(feed.watchFrom(980, loop, watcher)).isPresent();
    assertThat(feed.watchFrom(900, loop, watcher)).isEmpty();
  }
}
