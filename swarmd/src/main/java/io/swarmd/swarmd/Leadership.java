package io.swarmd.swarmd;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the leader's parts when this manager wins leadership, once the cluster's first objects are there, and stops
 * every one of them when it is lost. What was started for one term is stopped before anything is started for another.
 * All of it happens on one loop.
 */
final class Leadership implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  /** A part that runs only while this manager leads. */
  record Part(String name, LongFunction<AutoCloseable> start) {}

  private record Running(String name, AutoCloseable part) {}

  private final EventLoop loop;
  private final Supplier<CompletableFuture<?>> firstObjects;
  private final List<Part> parts;
  private final Deque<Running> running = new ArrayDeque<>();
  private Optional<Long> term = Optional.empty();
  private boolean closed;

  /**
   * @param firstObjects writes the objects every cluster has, where they are missing
   * @param parts in the order they are started in; stopped in the opposite one
   */
  Leadership(Environment environment, Store store, Supplier<CompletableFuture<?>> firstObjects, List<Part> parts) {
    this.loop = environment.newLoop("leadership");
    this.firstObjects = firstObjects;
    this.parts = List.copyOf(parts);
    store.onLeadership(loop, this::changed);
  }

  private void changed(Optional<Long> leading) {
    if (closed || leading.equals(term)) {
      return;
    }
    stopAll();
    term = leading;
    leading.ifPresentOrElse(this::begin, () -> log.debug("this manager does not lead"));
  }

  private void begin(long won) {
    log.info("this manager leads in term {}", won);
    firstObjects.get().whenComplete((written, failure) -> loop.execute(() -> {
      if (!stillLeads(won)) {
        return;
      }
      if (failure != null) {
        log.warn("the cluster's first objects are not written yet: {}", FailureText.of(failure));
        loop.schedule(RETRY_PAUSE, () -> retry(won));
      } else {
        startAll(won);
      }
    }));
  }

  private void retry(long won) {
    if (stillLeads(won)) {
      begin(won);
    }
  }

  private boolean stillLeads(long won) {
    return !closed && term.filter(now -> now == won).isPresent();
  }

  private void startAll(long won) {
    for (Part part : parts) {
      try {
        running.push(new Running(part.name(), part.start().apply(won)));
      } catch (RuntimeException failure) {
        log.error("the leader's {} does not start", part.name(), failure);
      }
    }
  }

  private void stopAll() {
    while (!running.isEmpty()) {
      Running last = running.pop();
      try {
        last.part().close();
      } catch (Exception failure) {
        log.error("the leader's {} does not stop", last.name(), failure);
      }
    }
  }

  /** Stops what runs; done when this returns its future completed. */
  CompletableFuture<Void> stop() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    loop.execute(() -> {
      closed = true;
      stopAll();
      stopped.complete(null);
      loop.close();
    });
    return stopped;
  }

  @Override
  public void close() {
    stop();
  }
}
