package io.swarmd.store.watch;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What waits for one watcher. Its queue is guarded by the feed; the watcher is called on its loop only. */
final class FeedSubscription implements Subscription {

  private final Feed feed;
  private final StoreView start;
  private final EventLoop loop;
  private final Watcher watcher;
  private final int bound;
  private List<ChangeSet> queue = new ArrayList<>();
  private int queuedChanges;
  private boolean resync;
  private boolean scheduled;
  private volatile boolean closed;

  FeedSubscription(Feed feed, StoreView start, EventLoop loop, Watcher watcher, int bound) {
    this.feed = feed;
    this.start = start;
    this.loop = loop;
    this.watcher = watcher;
    this.bound = bound;
  }

  @Override
  public StoreView start() {
    return start;
  }

  @Override
  public void close() {
    closed = true;
    feed.unsubscribe(this);
  }

  /** Called with the feed's lock. */
  void offer(List<ChangeSet> changes) {
    for (ChangeSet set : changes) {
      queuedChanges += set.changes().size();
    }
    if (queuedChanges > bound) {
      resync();
    } else if (!resync) {
      queue.addAll(changes);
      schedule();
    }
  }

  /** Queues the past, whatever its size: it is remembered anyway. Called with the feed's lock. */
  void replay(List<ChangeSet> past) {
    if (!past.isEmpty()) {
      queue.addAll(past);
      schedule();
    }
  }

  /** Called with the feed's lock. */
  void resync() {
    queue = new ArrayList<>();
    resync = true;
    schedule();
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      loop.execute(this::deliver);
    }
  }

  private void deliver() {
    Optional<StoreView> jump;
    List<ChangeSet> changes;
    synchronized (feed) {
      jump = resync ? Optional.of(feed.view()) : Optional.empty();
      changes = queue;
      queue = new ArrayList<>();
      queuedChanges = 0;
      resync = false;
      scheduled = false;
    }
    if (!closed) {
      jump.ifPresent(watcher::onResync);
    }
    for (ChangeSet set : changes) {
      if (closed) {
        return;
      }
      watcher.onChanges(set);
    }
  }
}
