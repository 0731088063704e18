package io.swarmd.store;

/** A watch on committed changes. */
public interface Subscription extends AutoCloseable {

  /** Receives changes on the loop the subscription was made with, in order, each set once. */
  interface Watcher {

    /** The next committed change set. */
    void onChanges(ChangeSet changes);

    /**
     * Change sets were left out: this watcher fell behind its bound, or the state jumped to an installed snapshot. What
     * follows starts from the given view.
     */
    void onResync(StoreView view);
  }

  /** The state from which the changes start. */
  StoreView start();

  /** No call of the watcher starts after this returns, when called from the watcher's loop. */
  @Override
  void close();
}
