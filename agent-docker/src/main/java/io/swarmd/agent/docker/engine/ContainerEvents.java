package io.swarmd.agent.docker.engine;

import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import io.swarmd.agent.exec.TemporaryFailure;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for something to become true of tasks' containers, over one stream of events for all of them. An event only
 * says that it is time to look; so does the stream being open again after the Engine was away. Nothing is concluded
 * from an event itself, so that one told twice does no harm (dispatch sheet, 5.6.4).
 */
public final class ContainerEvents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ContainerEvents.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);
  private static final String[] TOLD = {"start", "die", "destroy", "health_status"};

  private final Engine engine;
  private final String label;
  private final String taskLabel;
  private final Executor threads;
  private final Runnable opened;
  private final Map<String, Set<Watch>> watches = new ConcurrentHashMap<>();
  private volatile Stream current = new Stream();
  private volatile boolean connected;
  private volatile boolean closed;
  /** The second from which events are wanted: of the start, then of the last event. One told twice does no harm. */
  private volatile long since = Instant.now().getEpochSecond();

  /**
   * @param label {@code name=value}, which the containers carry
   * @param taskLabel the label that holds the task's id
   * @param opened called each time the stream is open, before anybody looks
   */
  public ContainerEvents(Engine engine, String label, String taskLabel, Executor threads, Runnable opened) {
    this.engine = engine;
    this.label = label;
    this.taskLabel = taskLabel;
    this.threads = threads;
    this.opened = opened;
  }

  /** Begins to listen, and does until closed. */
  public void listen() {
    threads.execute(this::listenUntilClosed);
  }

  /** Ends the listening; who waits waits for ever. */
  @Override
  public void close() {
    closed = true;
    current.close();
  }

  private void listenUntilClosed() {
    Duration pause = FIRST_PAUSE;
    while (true) {
      Stream stream = new Stream();
      current = stream;
      if (closed) {
        return;
      }
      String end = stream.untilItEnds();
      if (stream.wasOpen && !closed) {
        pause = FIRST_PAUSE;
        log.warn("{}: its tasks keep their states until it is back", end);
      }
      connected = false;
      LockSupport.parkNanos(pause.toNanos());
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
  }

  /** One stream of events, from its opening to its end. */
  private final class Stream extends AnswerStream<Event> {

    private volatile boolean wasOpen;

    /** Why it ended. */
    String untilItEnds() {
      String from = Long.toString(since);
      try {
        engine.ask(client -> {
          client.eventsCmd().withEventTypeFilter(EventType.CONTAINER).withEventFilter(TOLD).withLabelFilter(label)
              .withSince(from).exec(this);
          return end.join();
        });
        return "the Engine at " + engine.address() + " ended the stream of its events";
      } catch (RuntimeException failure) {
        return failure.getMessage();
      }
    }

    @Override
    public void onStart(Closeable stream) {
      super.onStart(stream);
      if (end.isDone()) {
        return;
      }
      wasOpen = true;
      connected = true;
      log.info("listening to the Engine at {}", engine.address());
      opened.run();
      watches.values().forEach(ofTask -> ofTask.forEach(Watch::wakeUp));
    }

    @Override
    public void onNext(Event event) {
      if (event.getTime() != null) {
        since = event.getTime();
      }
      if (event.getActor() != null && event.getActor().getAttributes() != null) {
        wakeUp(event.getActor().getAttributes().getOrDefault(taskLabel, ""));
      }
    }

    @Override
    public void close() {
      end.complete(null);
    }
  }

  /** Has everybody look who waits for something of a task. */
  public void wakeUp(String taskId) {
    watches.getOrDefault(taskId, Set.of()).forEach(Watch::wakeUp);
  }

  /**
   * Looks now and whenever something happened to the task's container, on a thread that may wait, until the look says
   * that all is decided or fails. While the Engine cannot be reached nothing is decided. Cancelling the future ends the
   * looking.
   */
  public CompletableFuture<Void> until(String taskId, BooleanSupplier look) {
    Watch watch = new Watch(look);
    watches.compute(taskId, (id, others) -> {
      Set<Watch> all = others == null ? ConcurrentHashMap.newKeySet() : others;
      all.add(watch);
      return all;
    });
    watch.result.whenComplete((nothing, failure) -> watches.computeIfPresent(taskId, (id, all) -> {
      all.remove(watch);
      return all.isEmpty() ? null : all;
    }));
    watch.wakeUp();
    return watch.result;
  }

  /** One who waits. Wake-ups that come while it looks make it look once more. */
  private final class Watch {

    private final BooleanSupplier look;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private boolean looking;
    private boolean again;

    Watch(BooleanSupplier look) {
      this.look = look;
    }

    synchronized void wakeUp() {
      again = true;
      if (!looking) {
        looking = true;
        threads.execute(this::lookWhileAsked);
      }
    }

    private synchronized boolean isAsked() {
      looking = again && !result.isDone();
      again = false;
      return looking;
    }

    private void lookWhileAsked() {
      while (isAsked()) {
        try {
          if (look.getAsBoolean()) {
            result.complete(null);
          }
        } catch (TemporaryFailure away) {
          lookLater();
        } catch (RuntimeException | Error failure) {
          result.completeExceptionally(failure);
        }
      }
    }

    /** The stream's return would wake us up; but it may not have noticed that the Engine went. */
    private void lookLater() {
      if (connected) {
        LockSupport.parkNanos(LOOK_PAUSE.toNanos());
        wakeUp();
      }
    }
  }
}
