package io.swarmd.store.watch;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Publishes the committed state: readers take the view of now, watchers are given each change set in order. A publisher
 * never waits for a watcher; one that falls behind its bound is told to take a new view.
 *
 * <p>Any thread may call; publishing is done by one at a time.
 */
public final class Feed {

  private final int queuedChangesPerWatcher;
  private final History history;
  private final List<FeedSubscription> subscriptions = new ArrayList<>();
  private volatile StoreView view;

  /**
   * A feed that starts from a view.
   *
   * @param queuedChangesPerWatcher how many changes may wait for one watcher before it is told to take a new view
   * @param historyBytes how much of the recent past is remembered for {@link #watchFrom}
   */
  public Feed(StoreView start, int queuedChangesPerWatcher, long historyBytes) {
    this.view = start;
    this.queuedChangesPerWatcher = queuedChangesPerWatcher;
    this.history = new History(start, historyBytes);
  }

  public StoreView view() {
    return view;
  }

  /** The change sets that lead from the current view to the given one. */
  public synchronized void publish(StoreView now, List<ChangeSet> changes) {
    view = now;
    changes.forEach(history::add);
    subscriptions.forEach(subscription -> subscription.offer(changes));
  }

  /** The state jumped: watchers take this view, and what was before is forgotten. */
  public synchronized void reset(StoreView now) {
    view = now;
    history.reset(now);
    subscriptions.forEach(FeedSubscription::resync);
  }

  public synchronized Subscription watch(EventLoop loop, Subscription.Watcher watcher) {
    return subscribe(new FeedSubscription(this, view, loop, watcher, queuedChangesPerWatcher));
  }

  /** Empty when the changes after the version are not remembered, or it is not reached yet. */
  public synchronized Optional<Subscription> watchFrom(long version, EventLoop loop, Subscription.Watcher watcher) {
    return history.since(version).map(past -> {
      FeedSubscription subscription =
          new FeedSubscription(this, past.start(), loop, watcher, queuedChangesPerWatcher);
      subscription.replay(past.changes());
      return subscribe(subscription);
    });
  }

  private Subscription subscribe(FeedSubscription subscription) {
    subscriptions.add(subscription);
    return subscription;
  }

  synchronized void unsubscribe(FeedSubscription subscription) {
    subscriptions.remove(subscription);
  }
}
