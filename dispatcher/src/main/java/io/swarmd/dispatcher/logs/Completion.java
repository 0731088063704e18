package io.swarmd.dispatcher.logs;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;

/**
 * When a subscription ends: one that does not follow, once every node was done or lost; one that follows, once nothing
 * selected can write any more and what was under way has come (dispatch sheet, 7.5 and section 10). On the broker's
 * loop.
 */
final class Completion {

  private static final String UNAVAILABLE = "is not available";

  private final EventLoop loop;
  private final Store store;
  private final LogLimits limits;
  private final Interests interests;
  private final Listeners listeners;

  Completion(EventLoop loop, Store store, LogLimits limits, Interests interests, Listeners listeners) {
    this.loop = loop;
    this.store = store;
    this.limits = limits;
    this.interests = interests;
    this.listeners = listeners;
  }

  /** Nodes that will not connect are given up at once, others after a while: nodes come late to a new leader. */
  void expectNodes(LogSubscription subscription, StoreView view) {
    subscription.unasked().stream().filter(node -> !Selection.mayConnect(node, view))
        .forEach(node -> subscription.lost(node, UNAVAILABLE));
    if (!subscription.unasked().isEmpty()) {
      loop.schedule(limits.connecting(), () -> {
        subscription.unasked().forEach(node -> subscription.lost(node, UNAVAILABLE));
        check(subscription, store.view());
      });
    }
  }

  /** A node went down or was removed: nobody waits for its lines any more. */
  void nodeGone(LogSubscription subscription, String nodeId, StoreView view) {
    subscription.lost(nodeId, UNAVAILABLE);
    check(subscription, view);
  }

  /** Ends the subscription if it is time. */
  void check(LogSubscription subscription, StoreView view) {
    if (subscription.isFinishing()) {
      return;
    }
    if (subscription.isComplete()) {
      finish(subscription);
    } else if (subscription.follows() && !subscription.selection().mayGoOn(view) && subscription.beginSettling()) {
      settle(subscription, view);
    }
  }

  /** The last lines may come later than the word that the task has ended, and from nodes not connected yet. */
  private void settle(LogSubscription subscription, StoreView view) {
    long before = subscription.lines();
    boolean waitsForNodes = subscription.unasked().stream().anyMatch(node -> Selection.mayConnect(node, view));
    loop.schedule(waitsForNodes ? limits.connecting() : limits.settling(), () -> {
      if (subscription.isQuietSince(before)) {
        finish(subscription);
      } else if (!subscription.isFinishing()) {
        settle(subscription, store.view());
      }
    });
  }

  private void finish(LogSubscription subscription) {
    if (subscription.isFinishing()) {
      return;
    }
    forget(subscription);
    subscription.finish();
  }

  /** The reader left: nodes need not go on. */
  void readerGone(LogSubscription subscription) {
    forget(subscription);
    subscription.close();
  }

  private void forget(LogSubscription subscription) {
    interests.remove(subscription);
    subscription.nodes().forEach(node -> listeners.tell(node, subscription.closing()));
  }
}
