package io.swarmd.dispatcher.logs;

import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One reader: what it wants, the nodes that have it, and the lines that wait for it. A reader that does not follow gets
 * all there is, at its own pace, then the reasons why something is missing; nodes wait for it as long as it takes. One
 * that follows is waited for only for a while (dispatch sheet, 7.5, 7.6 and 7.12). Belongs to the broker's loop.
 */
final class LogSubscription {

  /** The loop, its clock and the bounds. */
  record Surroundings(Environment environment, EventLoop loop, LogLimits limits) {}

  private final Surroundings at;
  private final String id;
  private final LogSelector selector;
  private final LogSubscriptionOptions options;
  private final Selection selection;
  private final Outlet<SubscribeLogsMessage> outlet;
  private final Instant begun;
  private final LineQueue queue;
  private final Map<String, SourceNode> nodes = new LinkedHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<Publication> publications = new LinkedHashSet<>();
  private final List<Runnable> waitingForRoom = new ArrayList<>();
  private Timer patience = () -> {};
  private boolean readerStalls;
  private boolean settling;
  private boolean finishing;
  private boolean closed;
  private long lines;

  LogSubscription(Surroundings at, String id, Selection selection, SubscribeLogsRequest request,
      Outlet<SubscribeLogsMessage> outlet) {
    this.at = at;
    this.id = id;
    this.selection = selection;
    this.selector = request.getSelector();
    this.options = request.getOptions();
    this.outlet = outlet;
    this.begun = at.environment.now();
    this.queue = new LineQueue(at.limits);
  }

  String id() {
    return id;
  }

  Selection selection() {
    return selection;
  }

  boolean follows() {
    return selection.follow();
  }

  /** Adds a node whose lines are wanted; false when it was known. */
  boolean add(String nodeId) {
    return nodes.putIfAbsent(nodeId, new SourceNode()) == null;
  }

  Set<String> nodes() {
    return nodes.keySet();
  }

  /** Whether lines of the node are wanted, and not all of them came yet. */
  boolean awaits(String nodeId) {
    SourceNode node = nodes.get(nodeId);
    return !finishing && node != null && !node.isDone();
  }

  /** Nodes that were never asked, because they were not connected. */
  List<String> unasked() {
    return nodes.entrySet().stream()
        .filter(node -> !node.getValue().isDone() && !node.getValue().isAsked()).map(Map.Entry::getKey).toList();
  }

  /** What the node is told now. Options are always set: agents of the original break without (3.8.5). */
  SubscriptionMessage opening(String nodeId) {
    LogSubscriptionOptions asked = nodes.get(nodeId).ask(options, begun, at.environment.now());
    return SubscriptionMessage.newBuilder().setId(id).setSelector(selector).setOptions(asked).build();
  }

  SubscriptionMessage closing() {
    return SubscriptionMessage.newBuilder().setId(id).setSelector(selector).setOptions(options).setClose(true).build();
  }

  void line(String nodeId, LogMessage line) {
    if (!finishing && nodes.get(nodeId).hear(line, at.environment.now())) {
      lines++;
      queue.add(line, readerStalls, at.environment.now());
      pump();
    }
  }

  void attach(Publication publication) {
    publications.add(publication);
  }

  void detach(Publication publication) {
    publications.remove(publication);
  }

  /** How many lines have come, to see whether more are coming. */
  long lines() {
    return lines;
  }

  /** Whether no line has come since there were so many, and none waits. */
  boolean isQuietSince(long count) {
    return lines == count && queue.isEmpty();
  }

  /** Notes that the last lines are awaited; false when that was noted before. */
  boolean beginSettling() {
    boolean first = !settling;
    settling = true;
    return first;
  }

  /** The node sent all it has. */
  void done(String nodeId) {
    if (!follows()) {
      nodes.get(nodeId).finish();
    }
  }

  /** What the node has cannot be had, or not all of it. A reader that follows waits for it to return. */
  void lost(String nodeId, String problem) {
    if (!follows() && awaits(nodeId)) {
      nodes.get(nodeId).finish();
      problems.add("node " + nodeId + " " + problem);
    }
  }

  void unscheduled(Set<String> taskIds) {
    taskIds.forEach(task -> problems.add("task " + task + " has not been scheduled"));
  }

  boolean isComplete() {
    return !follows() && nodes.values().stream().allMatch(SourceNode::isDone);
  }

  /** No more lines are taken; what waits is delivered, then the stream ends. */
  void finish() {
    stopTaking();
    queue.noteDropped(at.environment.now());
    pump();
  }

  boolean isFinishing() {
    return finishing;
  }

  private void stopTaking() {
    finishing = true;
    List.copyOf(publications).forEach(Publication::ended);
  }

  /** Runs the step when the reader has room, on the loop: at once when it has. */
  void whenRoom(Runnable step) {
    if (finishing || readerStalls || !queue.isFull()) {
      step.run();
      return;
    }
    if (waitingForRoom.isEmpty() && follows()) {
      patience = at.loop.schedule(at.limits.patience(), this::stopWaiting);
    }
    waitingForRoom.add(step);
  }

  private void stopWaiting() {
    readerStalls = true;
    release();
  }

  private void release() {
    patience.cancel();
    List<Runnable> steps = List.copyOf(waitingForRoom);
    waitingForRoom.clear();
    steps.forEach(Runnable::run);
  }

  /** Sends what the reader takes. */
  void pump() {
    boolean sent = false;
    while (!closed && !queue.isEmpty() && outlet.ready()) {
      outlet.send(queue.next());
      sent = true;
    }
    if (sent) {
      readerStalls = false;
    }
    if (finishing && queue.isEmpty()) {
      end();
    } else if (!queue.isFull()) {
      release();
    }
  }

  private void end() {
    if (problems.isEmpty()) {
      outlet.complete();
    } else {
      outlet.fail(new Refusal(Refusal.Reason.INCOMPLETE_LOGS, "warning: incomplete log stream. some logs could not be "
          + "retrieved for the following reasons: " + String.join(", ", problems)));
    }
    close();
  }

  /** Ends the stream at once, as when leadership is over. */
  void fail(Refusal why) {
    if (!closed) {
      outlet.fail(why);
      close();
    }
  }

  /** The reader has gone, or was told the end. */
  void close() {
    closed = true;
    stopTaking();
    release();
  }

  long bytesWaiting() {
    return queue.bytes();
  }
}
