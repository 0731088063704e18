package io.swarmd.dispatcher;

import com.google.protobuf.Timestamp;
import io.swarmd.api.Node;
import io.swarmd.dispatcher.write.Orphaning;
import io.swarmd.dispatcher.write.WriteQueue;
import io.swarmd.loop.Timer;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that are down, and since when; the tasks of one down too long are given up (dispatch sheet, 1.6). Owned by
 * the dispatcher's loop.
 */
final class DownNodes {

  private static final Logger log = LoggerFactory.getLogger(DownNodes.class);
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Surroundings at;
  private final WriteQueue<Orphaning.Lost> taskWrites;
  private final Map<String, Timer> timers = new HashMap<>();

  DownNodes(Surroundings at, WriteQueue<Orphaning.Lost> taskWrites) {
    this.at = at;
    this.taskWrites = taskWrites;
  }

  /**
   * Since when a node found down has been so, as a former leader stored it. Where none did, when the node was last
   * written: it cannot have gone down later.
   */
  static Instant since(Node node) {
    Timestamp stored =
        node.getStatus().hasDownSince() ? node.getStatus().getDownSince() : node.getMeta().getUpdatedAt();
    return WireTime.instant(stored);
  }

  /** The node has been down since then; an instant in the future counts as now. */
  void add(String nodeId, Instant since) {
    remove(nodeId);
    Duration passed = Duration.between(since, at.environment().now());
    Duration left = at.settings().orphanAfter().minus(passed.isNegative() ? Duration.ZERO : passed);
    timers.put(nodeId, at.loop().schedule(left, () -> giveUp(nodeId)));
  }

  /** The node is back, or no more. */
  void remove(String nodeId) {
    Timer timer = timers.remove(nodeId);
    if (timer != null) {
      timer.cancel();
    }
  }

  private void giveUp(String nodeId) {
    timers.remove(nodeId);
    Map<String, Orphaning.Lost> lost = Orphaning.tasksOf(at.store().view(), nodeId).stream()
        .collect(Collectors.toMap(Function.identity(), ignored -> new Orphaning.Lost(nodeId)));
    log.info("node {} has been down for {}, its {} tasks are given up", nodeId, at.settings().orphanAfter(),
        lost.size());
    taskWrites.submit(lost).whenComplete((found, failure) -> {
      if (failure != null && !timers.containsKey(nodeId)) {
        timers.put(nodeId, at.loop().schedule(RETRY, () -> giveUp(nodeId)));
      }
    });
  }
}
