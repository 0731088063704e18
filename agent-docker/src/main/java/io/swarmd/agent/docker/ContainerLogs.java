package io.swarmd.agent.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogReading;
import io.swarmd.agent.exec.LogSink;
import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.api.LogStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a container wrote, as its Engine kept it (dispatch sheet, 5.7). Back-pressure reaches the Engine: while the sink
 * is full nothing is read.
 *
 * @param container its name
 */
record ContainerLogs(String container, String taskId, DockerSurroundings surroundings) implements TaskLogs {

  private static final Logger log = LoggerFactory.getLogger(ContainerLogs.class);

  @Override
  public LogReading read(LogOptions options, LogSink sink) {
    Reading reading = new Reading(options, sink);
    CompletableFuture<Void> started = options.follow() ? begun() : CompletableFuture.completedFuture(null);
    reading.end.whenComplete((nothing, cancelled) -> started.cancel(false));
    started.whenCompleteAsync((nothing, failure) -> reading.run(failure), surroundings.threads());
    return () -> reading.end.cancel(false);
  }

  /** Completes once the container has been started; before that the Engine has no log to follow. */
  private CompletableFuture<Void> begun() {
    return surroundings.events().until(taskId, () -> Container.find(surroundings.engine(), container)
        .filter(found -> !found.isNew()).isPresent());
  }

  /** One reading, on one thread. */
  private final class Reading {

    private final LogOptions options;
    private final LogSink sink;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Reading(LogOptions options, LogSink sink) {
      this.options = options;
      this.sink = sink;
    }

    void run(Throwable failure) {
      if (end.isDone()) {
        return;
      }
      try {
        if (failure != null) {
          throw new IllegalStateException(failure.getMessage(), failure);
        }
        Container.find(surroundings.engine(), container).ifPresent(this::pass);
        if (end.complete(null)) {
          sink.ended();
        }
      } catch (RuntimeException wrong) {
        if (end.completeExceptionally(wrong)) {
          sink.failed(wrong);
        }
      }
    }

    private void pass(Container found) {
      try (DockerHttpClient.Response answer = surroundings.engine().open(path(found))) {
        end.whenComplete((nothing, cancelled) -> answer.close());
        new LogFrames(answer.getBody(), found.hasTerminal()).forEach(line -> {
          if (options.since().filter(line.at()::isBefore).isEmpty()) {
            awaitRoom();
            sink.line(line);
          }
          return !end.isDone();
        });
      } catch (IOException broken) {
        throw new IllegalStateException("the logs of container " + container + " ended early: " + broken.getMessage(),
            broken);
      }
    }

    private void awaitRoom() {
      if (sink.ready()) {
        return;
      }
      Semaphore room = new Semaphore(0);
      end.whenComplete((nothing, cancelled) -> room.release());
      sink.whenReady(room::release);
      room.acquireUninterruptibly();
    }

    private String path(Container found) {
      // Seconds will do for the Engine: what is too old is left out when it comes.
      String since = options.since().map(instant -> "&since=" + instant.getEpochSecond()).orElse("");
      String tail = options.last().isPresent() ? "&tail=" + options.last().getAsLong() : "";
      return "/containers/" + found.id() + "/logs?timestamps=1&follow=" + (options.follow() ? 1 : 0)
          + "&stdout=" + wanted(LogStream.LOG_STREAM_STDOUT) + "&stderr=" + wanted(LogStream.LOG_STREAM_STDERR)
          + since + tail;
    }

    private int wanted(LogStream stream) {
      return options.streams().contains(stream) ? 1 : 0;
    }
  }
}
