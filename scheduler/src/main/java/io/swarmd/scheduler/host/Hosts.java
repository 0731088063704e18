package io.swarmd.scheduler.host;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All hosts, the tasks charged to them, and the order in which hosts last changed, from which those who keep something
 * about each host learn what to look at again: each host once, however often it changed. For one thread.
 */
public final class Hosts {

  /**
   * A host that changed.
   *
   * @param worse whether it only took tasks, so that it can do nothing it could not do before
   */
  public record Changed(Host host, boolean worse) {}

  /** Hosts that have gone and are still told of as changed; when there are more, all are forgotten. */
  private static final int MAX_GONE = 1024;

  private final Map<String, Host> byId = new HashMap<>();
  private final Map<String, Placed> placed = new HashMap<>();
  /** The hosts on which a service has tasks meant to run, by service. */
  private final Map<String, Set<Host>> byService = new HashMap<>();
  private final BitSet ordinals = new BitSet();
  /** The hosts changed last at the end. */
  private final LinkedHashMap<Host, Stamp> byChange = new LinkedHashMap<>();
  private long changes;
  private long forgotten;

  private record Placed(Host host, Charge charge) {}

  /** The number of the host's last change, and of the last that may have made it better. */
  private record Stamp(long last, long better) {}

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
      changed(host, false);
      dropIfVacant(host);
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
    noteHolding(target, charge.serviceId());
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
    noteHolding(before.host, before.charge.serviceId());
    changed(before.host, false);
    dropIfVacant(before.host);
    return true;
  }

  /** What the task takes, when it is on a node. */
  public Optional<Charge> chargeOf(String taskId) {
    return Optional.ofNullable(placed.get(taskId)).map(Placed::charge);
  }

  /**
   * Remembers that the task failed on the node it is charged to.
   *
   * @return whether the node is used last for that version from now on
   */
  public boolean recordFailure(Task task, Instant now) {
    Placed where = placed.get(task.getId());
    if (where == null) {
      return false;
    }
    RecentFailures failures = where.host.failures();
    long version = task.getSpecVersion().getIndex();
    failures.record(task.getServiceId(), version, now);
    where.host.touch();
    changed(where.host, false);
    return failures.weighing(task.getServiceId(), version, now) == RecentFailures.LIMIT;
  }

  /** The hosts on which the service has tasks meant to run. */
  public Set<Host> holding(String serviceId) {
    return byService.getOrDefault(serviceId, Set.of());
  }

  /** The position after the last change. */
  public long position() {
    return changes;
  }

  /**
   * The hosts changed since a position, by their last change; empty when it is not known which have gone meanwhile:
   * look at all hosts.
   */
  public Optional<List<Changed>> since(long position) {
    if (position < forgotten) {
      return Optional.empty();
    }
    List<Changed> changed = new ArrayList<>();
    for (Map.Entry<Host, Stamp> entry : byChange.sequencedEntrySet().reversed()) {
      if (entry.getValue().last <= position) {
        break;
      }
      changed.add(new Changed(entry.getKey(), entry.getValue().better <= position));
    }
    return Optional.of(changed.reversed());
  }

  private void changed(Host host, boolean worse) {
    changes++;
    Stamp before = byChange.remove(host);
    long better = worse && before != null ? before.better : changes;
    byChange.put(host, new Stamp(changes, better));
  }

  private Host hostOf(String nodeId) {
    return byId.computeIfAbsent(nodeId, id -> {
      int ordinal = ordinals.nextClearBit(0);
      ordinals.set(ordinal);
      return new Host(id, ordinal);
    });
  }

  private void noteHolding(Host host, String serviceId) {
    if (host.activeOf(serviceId) > 0) {
      byService.computeIfAbsent(serviceId, id -> new HashSet<>()).add(host);
    } else {
      byService.computeIfPresent(serviceId, (id, holders) -> {
        holders.remove(host);
        return holders.isEmpty() ? null : holders;
      });
    }
  }

  private void dropIfVacant(Host host) {
    if (host.vacant() && byId.remove(host.id()) != null) {
      ordinals.clear(host.ordinal());
      if (byChange.size() > byId.size() + MAX_GONE) {
        byChange.keySet().removeIf(Host::vacant);
        forgotten = changes;
      }
    }
  }
}
