package io.swarmd.swarmd.keys;

import io.swarmd.ca.ClusterObject;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.KeyFile;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this manager's key file locked as the committed cluster object says, whoever leads (identity sheet, 11, rules 6
 * and 7). What cannot be written is tried again until it can.
 */
public final class LockWatch {

  private static final Logger log = LoggerFactory.getLogger(LockWatch.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final Store store;
  private final CertificateFiles files;
  private final Runnable onLocked;
  private Optional<Timer> retry = Optional.empty();

  /**
   * @param loop for this watch alone: it waits for the disk on it; the watch ends with it
   * @param onLocked told on the loop each time a key that lay in clear was locked
   */
  public LockWatch(EventLoop loop, Store store, CertificateFiles files, Runnable onLocked) {
    this.loop = loop;
    this.store = store;
    this.files = files;
    this.onLocked = onLocked;
  }

  public void start() {
    loop.execute(() -> follow(store.watch(loop, new ClusterWatch()).start()));
  }

  private final class ClusterWatch implements Subscription.Watcher {

    @Override
    public void onChanges(ChangeSet changes) {
      if (changes.changes().stream().anyMatch(change -> change.table() == Table.CLUSTER)) {
        follow(changes.after());
      }
    }

    @Override
    public void onResync(StoreView view) {
      follow(view);
    }
  }

  private void follow(StoreView view) {
    retry.ifPresent(Timer::cancel);
    retry = Optional.empty();
    try {
      ClusterObject.in(view).map(KeyLock::of).ifPresent(this::follow);
    } catch (IdentityException refused) {
      log.error("the keys on this manager's disk do not follow the cluster's unlock key, next try in {} s: {}",
          RETRY.toSeconds(), refused.getMessage());
      retry = Optional.of(loop.schedule(RETRY, () -> follow(store.view())));
    }
  }

  private void follow(KeyLock wanted) {
    KeyFile before = files.readKey();
    KeyFile after = before.following(wanted);
    if (after == before) {
      return;
    }
    files.updateKey(file -> file.following(wanted));
    log.info(after.lock().isEmpty() ? "the keys on this manager's disk are not locked any more"
        : "the keys on this manager's disk are locked with the unlock key of cluster version {}", wanted.version());
    if (before.lock().isEmpty() && after.lock().isPresent()) {
      onLocked.run();
    }
  }
}
