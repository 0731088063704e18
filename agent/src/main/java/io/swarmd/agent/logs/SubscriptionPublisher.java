package io.swarmd.agent.logs;

import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.api.LogMessage;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends the output of this node's tasks for one subscription (dispatch sheet, 3.8). One that does not follow ends with
 * a word once all was sent; one that follows goes on, also with tasks that come later, until it is told to end. What
 * waits here is bounded by what each reading may have under way. On the loop.
 */
final class SubscriptionPublisher implements TaskReading.Receiver {

  /** Lines that wait are sent together, up to so much. */
  private static final int BATCH_BYTES = 32 << 10;

  private record Waiting(TaskReading from, LogMessage line) {}

  private final Environment environment;
  private final EventLoop loop;
  private final SubscriptionMessage subscription;
  private final LogOptions options;
  private final Runnable finished;
  private final DispatcherClient.LogCall call;
  private final Map<String, TaskReading> readings = new HashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int reading;
  private boolean over;

  /**
   * @param finished called when this has ended by itself
   * @throws IllegalArgumentException when the options ask for what nobody serves
   */
  SubscriptionPublisher(Environment environment, EventLoop loop, DispatcherClient client,
      SubscriptionMessage subscription, Runnable finished) {
    this.environment = environment;
    this.loop = loop;
    this.subscription = subscription;
    this.options = LogOptions.of(subscription.getOptions());
    this.finished = finished;
    this.call = client.publishLogs(() -> loop.execute(this::pump), () -> loop.execute(this::callEnded));
  }

  void begin(Collection<LoggedTask> tasks) {
    tasks.forEach(this::offer);
    pump();
  }

  /** A task that this node has, or now has: it is read if it is wanted, and not yet. */
  void offer(LoggedTask task) {
    if (!over && task.isIn(subscription.getSelector()) && !readings.containsKey(task.task().getId())) {
      TaskReading begun = new TaskReading(environment, loop, task.context(), this);
      readings.put(task.task().getId(), begun);
      reading++;
      begun.begin(task, options);
    }
  }

  boolean follows() {
    return options.follow();
  }

  @Override
  public void line(TaskReading from, LogMessage line) {
    if (!over) {
      waiting.add(new Waiting(from, line));
      pump();
    }
  }

  @Override
  public void ended(TaskReading ended) {
    reading--;
    pump();
  }

  private void pump() {
    while (!over && !waiting.isEmpty() && call.ready()) {
      call.send(batch());
    }
    if (!over && !follows() && reading == 0 && waiting.isEmpty()) {
      call.send(message().setClose(true).build());
      end();
      finished.run();
    }
  }

  private PublishLogsMessage batch() {
    PublishLogsMessage.Builder batch = message();
    int bytes = 0;
    while (!waiting.isEmpty() && bytes < BATCH_BYTES) {
      Waiting next = waiting.poll();
      batch.addMessages(next.line);
      bytes += next.line.getSerializedSize();
      next.from.sent(next.line);
    }
    return batch.build();
  }

  private PublishLogsMessage.Builder message() {
    return PublishLogsMessage.newBuilder().setSubscriptionId(subscription.getId());
  }

  /** The manager ended the stream, or it broke off: nobody hears any more. */
  private void callEnded() {
    if (!over) {
      cancel();
      finished.run();
    }
  }

  /** The manager wants no more. */
  void end() {
    stop();
    call.complete();
  }

  /** The session is over. */
  void cancel() {
    stop();
    call.cancel();
  }

  private void stop() {
    over = true;
    waiting.clear();
    readings.values().forEach(TaskReading::cancel);
  }
}
