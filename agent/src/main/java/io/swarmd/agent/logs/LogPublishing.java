package io.swarmd.agent.logs;

import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.worker.TaskWatcher;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.Task;
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
 * session begins without subscriptions: its manager tells those that are open. Called from any thread; its state
 * belongs to a loop of its own, so that neither heartbeats nor tasks wait for lines.
 */
public final class LogPublishing implements TaskWatcher, AutoCloseable {

  /** Managers open fewer; what goes beyond is ignored. */
  static final int SUBSCRIPTIONS_MAX = 1_000;

  private static final Logger log = LoggerFactory.getLogger(LogPublishing.class);

  private final Environment environment;
  private final EventLoop loop;
  private final Map<String, LoggedTask> tasks = new LinkedHashMap<>();
  private final Map<String, SubscriptionPublisher> publishers = new HashMap<>();

  public LogPublishing(Environment environment) {
    this.environment = environment;
    this.loop = environment.newLoop("agent-logs");
  }

  /** A manager opens or ends a subscription; its lines go over the same connection. */
  public void heard(DispatcherClient client, SubscriptionMessage message) {
    loop.execute(() -> {
      if (message.getClose()) {
        end(message.getId());
      } else if (!publishers.containsKey(message.getId())) {
        open(client, message);
      }
    });
  }

  private void end(String id) {
    SubscriptionPublisher ended = publishers.remove(id);
    if (ended != null) {
      ended.end();
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
    loop.execute(() -> {
      List.copyOf(publishers.values()).forEach(SubscriptionPublisher::cancel);
      publishers.clear();
    });
  }

  /** A task can be read from now on; who follows reads it too. */
  @Override
  public void taken(Task task, TaskController controller) {
    controller.logs().map(readable -> new LoggedTask(task, readable)).ifPresent(logged -> loop.execute(() -> {
      tasks.put(task.getId(), logged);
      publishers.values().stream().filter(SubscriptionPublisher::follows).forEach(opened -> opened.offer(logged));
    }));
  }

  /** What a removed task wrote is sent as far as it was read. */
  @Override
  public void removed(String taskId) {
    loop.execute(() -> tasks.remove(taskId));
  }

  /** Reads and sends nothing any more. */
  @Override
  public void close() {
    sessionEnded();
    loop.execute(loop::close);
  }
}
