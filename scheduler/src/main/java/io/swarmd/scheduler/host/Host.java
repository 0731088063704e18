package io.swarmd.scheduler.host;

import io.swarmd.api.Node;
import io.swarmd.api.Resources;
import io.swarmd.model.port.PortNumber;
import io.swarmd.model.resource.Available;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * A node as the scheduler sees it: the node itself, if the store has it, and the sum of what its tasks take. Changed
 * only by {@link Hosts}; each change of a task costs the same however many tasks there are.
 */
public final class Host {

  private final String id;
  private final int ordinal;
  private final Map<String, Charge> charges = new HashMap<>();
  private final Map<String, Integer> activeByService = new HashMap<>();
  private final Map<PortNumber, Integer> portUsers = new HashMap<>();
  private final RecentFailures failures = new RecentFailures();
  private Node node;
  private Available available;
  private int active;
  private long revision;

  Host(String id, int ordinal) {
    this.id = id;
    this.ordinal = ordinal;
    this.available = Available.of(Node.getDefaultInstance());
  }

  public String id() {
    return id;
  }

  /** A small number, unique among the hosts there are; used again when a host has gone. */
  public int ordinal() {
    return ordinal;
  }

  /** Whether the store has the node; tasks may name one that it has not, or no longer. */
  public boolean present() {
    return node != null;
  }

  /** The node; call only when {@link #present}. */
  public Node node() {
    return node;
  }

  public Available available() {
    return available;
  }

  /** How much of its processors or memory, whichever is scarcer, tasks have reserved: 0 for nothing, 1 for all. */
  public double reservedShare() {
    if (!present()) {
      return 0;
    }
    Resources all = node.getDescription().getResources();
    return Math.max(
        share(all.getNanoCpus(), available.nanoCpus()), share(all.getMemoryBytes(), available.memoryBytes()));
  }

  private static double share(long all, long left) {
    return all <= 0 ? 0 : (all - left) / (double) all;
  }

  /** The tasks meant to run here. */
  public int active() {
    return active;
  }

  /** The tasks of a service meant to run here. */
  public int activeOf(String serviceId) {
    return activeByService.getOrDefault(serviceId, 0);
  }

  public boolean portTaken(PortNumber port) {
    return portUsers.containsKey(port);
  }

  /** What the tasks take that weigh here, in no order. */
  public Collection<Charge> charges() {
    return Collections.unmodifiableCollection(charges.values());
  }

  public RecentFailures failures() {
    return failures;
  }

  /** Grows with every change of what is said here. */
  public long revision() {
    return revision;
  }

  /** Whether nothing keeps it: the store has no such node, and no task is on it. */
  boolean vacant() {
    return node == null && charges.isEmpty();
  }

  void describe(Node described) {
    boolean sameResources = node != null
        && node.getDescription().getResources().equals(described.getDescription().getResources());
    node = described;
    revision++;
    if (!sameResources) {
      recount();
    }
  }

  void forget() {
    node = null;
    revision++;
    recount();
  }

  void add(Charge charge) {
    charges.put(charge.taskId(), charge);
    available = available.minus(charge.reserved(), charge.assigned());
    charge.hostPorts().forEach(port -> portUsers.merge(port, 1, Integer::sum));
    countActive(charge, 1);
    revision++;
  }

  void remove(Charge charge) {
    charges.remove(charge.taskId());
    if (charge.assigned().isEmpty()) {
      available = available.plus(charge.reserved());
    } else {
      // What the others hold may be more than the node still describes, so that giving back would be too much.
      recount();
    }
    charge.hostPorts().forEach(port -> portUsers.computeIfPresent(port, (key, users) -> users == 1 ? null : users - 1));
    countActive(charge, -1);
    revision++;
  }

  void touch() {
    revision++;
  }

  private void countActive(Charge charge, int by) {
    if (charge.active()) {
      active += by;
      activeByService.merge(charge.serviceId(), by, (count, more) -> count + more == 0 ? null : count + more);
    }
  }

  private void recount() {
    available = Available.of(present() ? node : Node.getDefaultInstance());
    for (Charge charge : charges.values()) {
      available = available.minus(charge.reserved(), charge.assigned());
    }
  }

  @Override
  public String toString() {
    return id + " with " + charges.size() + " tasks";
  }
}
