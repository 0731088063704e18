package io.swarmd.swarmd.stuck;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a leader's store now and then for something that writes nothing, but is answered only once the store's loop, the
 * entries under way and their application have gone forward. Where no answer comes for half a minute, whatever the
 * reason, the manager says so, serves no more until one comes, and leaves leadership to another; at most once a minute.
 */
public final class ProgressWatch implements AutoCloseable {

  /** How long a store may stand still. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);
  /** The least time between two leaderships that are given up. */
  public static final Duration BETWEEN = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(ProgressWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** The manager that is watched over. */
  public interface Watched {

    /** Whether others are told that it can be relied on. */
    void serving(boolean serving);

    /** Lets another manager lead; fails with a text where that cannot be. */
    CompletableFuture<Void> giveUpLeadership();
  }

  private final Environment environment;
  private final EventLoop loop;
  private final Store store;
  private final Watched manager;
  /** Since when an answer is missing, in monotonic nanoseconds. */
  private Optional<Long> missingSince = Optional.empty();
  private Optional<Long> gaveUpAt = Optional.empty();
  private boolean asking;
  private boolean stuck;

  /** Watches from now on. */
  public ProgressWatch(Environment environment, Store store, Watched manager) {
    this.environment = environment;
    this.loop = environment.newLoop("progress-watch");
    this.store = store;
    this.manager = manager;
    loop.schedule(LOOK, this::look);
  }

  @Override
  public void close() {
    loop.close();
  }

  private void look() {
    long now = environment.monotonicNanos();
    boolean leads = store.leading().isPresent();
    if (missingSince.filter(since -> now - since >= PATIENCE.toNanos()).isPresent()) {
      standsStill(leads, now);
    }
    if (leads && !asking) {
      missingSince = missingSince.or(() -> Optional.of(now));
      ask();
    }
    loop.schedule(LOOK, this::look);
  }

  private void ask() {
    asking = true;
    store.update(transaction -> null).whenCompleteAsync((nothing, failure) -> answered(failure), loop);
  }

  /** Also a refusal is an answer, except that of a store whose queue is full. */
  private void answered(Throwable failure) {
    asking = false;
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    if (cause instanceof StoreException refused && refused.reason() == StoreException.Reason.BUSY) {
      return;
    }
    missingSince = Optional.empty();
    if (stuck) {
      stuck = false;
      log.info("the store goes on: this manager serves again");
      manager.serving(true);
    }
  }

  private void standsStill(boolean leads, long now) {
    if (!stuck) {
      stuck = true;
      manager.serving(false);
      log.error("the store has not gone forward for {} s: this manager serves nothing until it does",
          PATIENCE.toSeconds());
      ThreadStacks.lines().forEach(line -> log.error("while the store stands still: {}", line));
    }
    if (leads && gaveUpAt.filter(at -> now - at < BETWEEN.toNanos()).isEmpty()) {
      gaveUpAt = Optional.of(now);
      manager.giveUpLeadership().whenComplete((done, failure) -> {
        if (failure == null) {
          log.warn("leadership is given up, as the store does not go forward");
        } else {
          log.warn("leadership is kept, though the store does not go forward: {}", failure.getMessage());
        }
      });
    }
  }
}
