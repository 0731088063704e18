package io.swarmd.scheduler.host;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All hosts, the tasks charged to them, and a log of which hosts changed, from which those who keep something about
 * each host learn what to look at again. For one thread.
 */
public final class Hosts {

  /**
   * A host that changed.
   *
   * @param worse whether it only took a task, so that it can do nothing it could not do before
   */
  public record Changed(Host host, boolean worse) {}

  /** The fewest changes the log remembers; it holds up to twice the number of hosts when that is more. */
  private static final int MIN_LOG = 1024;

  private final Map<String, Host> byId = new HashMap<>();
  private final Map<String, Placed> placed = new HashMap<>();
  private final BitSet ordinals = new BitSet();
  private final List<Changed> log = new ArrayList<>();
  private long logStart;

  private record Placed(Host host, Charge charge) {}

  /** Those the store has and those only tasks name. */
  public Collection<Host> all() {
    return byId.values();
  }

  public Optional<Host> find(String nodeId) {
    return Optional.ofNullable(byId.get(nodeId));
  }

  public void describe(Node node) {
    Host host = hostOf(node.getId());
    host.describe(node);
    changed(host, false);
  }

  public void remove(String nodeId) {
    Host host = byId.get(nodeId);
    if (host != null) {
      host.forget();
      dropIfVacant(host);
      changed(host, false);
    }
  }

  /** Makes the task weigh on the node and on no other. Nothing happens when it does so already. */
  public void charge(String nodeId, Charge charge) {
    Placed before = placed.get(charge.taskId());
    Host host = hostOf(nodeId);
    if (before != null && before.host == host && before.charge.equals(charge)) {
      return;
    }
    release(charge.taskId());
    // Releasing may have dropped the host as vacant.
    Host target = hostOf(nodeId);
    target.add(charge);
    placed.put(charge.taskId(), new Placed(target, charge));
    changed(target, before == null);
  }

  /** Takes the task's weight off its node; false when it was on none. */
  public boolean release(String taskId) {
    Placed before = placed.remove(taskId);
    if (before == null) {
      return false;
    }
    before.host.remove(before.charge);
    dropIfVacant(before.host);
    changed(before.host, false);
    return true;
  }

  /** What the task takes, when it is on a node. */
  public Optional<Charge> chargeOf(String taskId) {
    return Optional.ofNullable(placed.get(taskId)).map(Placed::charge);
  }

  /** Remembers that the task failed on the node it is charged to. */
  public void recordFailure(Task task, Instant now) {
    Placed where = placed.get(task.getId());
    if (where != null) {
      where.host.failures().record(task.getServiceId(), task.getSpecVersion().getIndex(), now);
      where.host.touch();
      changed(where.host, false);
    }
  }

  /** The position after the last change. */
  public long logEnd() {
    return logStart + log.size();
  }

  /** The changes since a position, oldest first; empty when they are no longer remembered: look at all hosts. */
  public Optional<List<Changed>> since(long position) {
    return position < logStart ? Optional.empty()
        : Optional.of(log.subList((int) (position - logStart), log.size()));
  }

  private void changed(Host host, boolean worse) {
    if (log.size() >= Math.max(MIN_LOG, 2 * byId.size())) {
      logStart += log.size();
      log.clear();
    }
    log.add(new Changed(host, worse));
  }

  private Host hostOf(String nodeId) {
    return byId.computeIfAbsent(nodeId, id -> {
      int ordinal = ordinals.nextClearBit(0);
      ordinals.set(ordinal);
      return new Host(id, ordinal);
    });
  }

  private void dropIfVacant(Host host) {
    if (host.vacant()) {
      byId.remove(host.id());
      ordinals.clear(host.ordinal());
    }
  }
}
