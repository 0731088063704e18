package io.swarmd.agent.logs;

import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of the present session, and the tasks whose output may be asked for (dispatch sheet, 3.8). A new
 * session begins without subscriptions: its manager tells those that are open. Everything happens on one loop, apart
 * from that of sessions and that of tasks.
 */
public final class LogPublishing {

  /** Managers open no more than they hold themselves; what goes beyond is ignored. */
  static final int SUBSCRIPTIONS_MAX = 1_000;

  private static final Logger log = LoggerFactory.getLogger(LogPublishing.class);

  private final Environment environment;
  private final EventLoop loop;
  private final Map<String, LoggedTask> tasks = new LinkedHashMap<>();
  private final Map<String, SubscriptionPublisher> publishers = new HashMap<>();

  /** @param loop where every method is called */
  public LogPublishing(Environment environment, EventLoop loop) {
    this.environment = environment;
    this.loop = loop;
  }

  /** A manager opens or ends a subscription. */
  public void heard(DispatcherClient client, SubscriptionMessage message) {
    if (message.getClose()) {
      SubscriptionPublisher ended = publishers.remove(message.getId());
      if (ended != null) {
        ended.end();
      }
    } else if (!publishers.containsKey(message.getId())) {
      open(client, message);
    }
  }

  private void open(DispatcherClient client, SubscriptionMessage message) {
    if (publishers.size() >= SUBSCRIPTIONS_MAX) {
      log.warn("log subscription {} is ignored: {} are open", message.getId(), SUBSCRIPTIONS_MAX);
      return;
    }
    try {
      SubscriptionPublisher opened = new SubscriptionPublisher(
          environment, loop, client, message, () -> publishers.remove(message.getId()));
      publishers.put(message.getId(), opened);
      opened.begin(List.copyOf(tasks.values()));
    } catch (IllegalArgumentException refused) {
      log.warn("log subscription {} is ignored: {}", message.getId(), refused.getMessage());
    }
  }

  /** The session is over, and with it all its streams. */
  public void sessionEnded() {
    List.copyOf(publishers.values()).forEach(SubscriptionPublisher::cancel);
    publishers.clear();
  }

  /** This node has a task now whose output can be read; who follows reads it too. */
  public void taken(LoggedTask task) {
    tasks.put(task.task().getId(), task);
    publishers.values().stream().filter(SubscriptionPublisher::follows).forEach(publisher -> publisher.offer(task));
  }

  /** A task is removed; what it wrote is sent as far as it was read. */
  public void removed(String taskId) {
    tasks.remove(taskId);
  }
}
