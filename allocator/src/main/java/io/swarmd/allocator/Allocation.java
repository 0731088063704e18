package io.swarmd.allocator;

import com.google.protobuf.Message;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.Claim;
import io.swarmd.allocator.book.ReleasedAddresses;
import io.swarmd.allocator.book.StoredClaims;
import io.swarmd.allocator.book.Subject;
import io.swarmd.allocator.book.Subject.Kind;
import io.swarmd.allocator.pool.SubnetPool;
import io.swarmd.allocator.rule.Lack;
import io.swarmd.api.Cluster;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.address.Subnet;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is given to whom in one leadership, who is to be looked at, and who waits for what. The work of a call is that
 * of the objects that changed and of those whose wait has ended.
 */
final class Allocation {

  /** An object as it is to be written. */
  record Change(Subject subject, Message object) {}

  private final Book book;
  private final Networks networks;
  private final WaitingSubjects waiting = new WaitingSubjects();
  private final NetworkUse use = new NetworkUse();
  private final Map<Kind, Set<String>> toDecide = new EnumMap<>(Kind.class);
  private final Set<String> settledServices = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final Quarantine quarantine = new Quarantine();
  private final Decisions decisions;

  Allocation(Optional<Cluster> cluster, AllocatorSettings settings) {
    List<Subnet> pools = cluster.stream().flatMap(c -> c.getDefaultAddressPoolList().stream())
        .flatMap(text -> Subnet.parse(text).stream()).toList();
    int size = cluster.map(Cluster::getSubnetSize).filter(bits -> bits != 0).orElse(SubnetPool.DEFAULT_SIZE);
    book = new Book(new SubnetPool(pools.isEmpty() ? List.of(SubnetPool.DEFAULT_POOL) : pools, size,
        settings.excludedSubnets()), settings.ports());
    networks = new Networks(book);
    decisions = new Decisions(book, networks, waiting, use, settledServices, this::stirAll);
    for (Kind kind : Kind.values()) {
      toDecide.put(kind, new LinkedHashSet<>());
    }
  }

  Book book() {
    return book;
  }

  void observe(Network network) {
    String id = network.getId();
    switch (networks.observe(network)) {
      case KNOWN -> { /* nobody waits for it */ }
      case BARE -> stir(new Subject(Kind.NETWORK, id));
      case ENTERED -> {
        waiting.remove(new Subject(Kind.NETWORK, id));
        stirAll(Lack.network(id));
        use.nodesUsing(id).forEach(this::stirNode);
        if (networks.isIngress(id)) {
          stirAll(Lack.INGRESS);
          nodes.forEach(this::stirNode);
        }
      }
    }
  }

  void observe(Service service) {
    Subject subject = new Subject(Kind.SERVICE, service.getId());
    book.hostPorts(service.getId(), StoredClaims.hostPorts(service))
        .forEach(freed -> stirAll(Lack.anyPort(freed.protocol())));
    release(subject, StoredClaims.of(service));
    settledServices.remove(service.getId());
    stir(subject);
  }

  void observe(Task task) {
    Subject subject = new Subject(Kind.TASK, task.getId());
    release(subject, StoredClaims.of(task));
    use.put(task).forEach(this::stirNode);
    if (TaskStates.observed(task) == TaskState.NEW_VALUE) {
      stir(subject);
    } else {
      leave(subject);
    }
  }

  void observe(Node node, Instant now) {
    nodes.add(node.getId());
    Subject subject = new Subject(Kind.NODE, node.getId());
    release(subject, StoredClaims.of(node, now));
    ReleasedAddresses.firstEnd(node, now).ifPresent(end -> quarantine.add(end, node.getId()));
    stir(subject);
    stirAll(Lack.node(node.getId()));
  }

  /** The object is gone: what it held is free, after a while if it is a node. */
  void forget(Subject subject, Instant now) {
    leave(subject);
    if (subject.kind() == Kind.NODE) {
      nodes.remove(subject.id());
      quarantine.addRemoved(now.plus(ReleasedAddresses.HOLD), subject.id());
      return;
    }
    release(subject, Set.of());
    switch (subject.kind()) {
      case NETWORK -> forgetNetwork(subject.id());
      case SERVICE -> forgetService(subject.id());
      default -> use.remove(subject.id()).forEach(this::stirNode);
    }
  }

  /**
   * Frees the addresses that nodes have held for long enough after they were done with them.
   *
   * @param busy those with a proposal under way; they are observed again when it ends
   */
  void endHolds(StoreView view, Instant now, Predicate<Subject> busy) {
    for (String nodeId : quarantine.due(now)) {
      Subject subject = new Subject(Kind.NODE, nodeId);
      Optional<Node> node = view.get(Table.NODE, nodeId);
      if (node.isEmpty()) {
        endHoldsOfRemoved(subject, now);
      } else if (!busy.test(subject)) {
        observe(node.get(), now);
      }
    }
  }

  private void endHoldsOfRemoved(Subject node, Instant now) {
    if (quarantine.overForRemoved(node.id(), now)) {
      release(node, Set.of());
    }
  }

  /** When {@link #endHolds} has something to do next. */
  Optional<Instant> nextEndOfHold() {
    return quarantine.next();
  }

  /** Lets the object be decided again as it is, with what was taken for it kept. */
  void again(Subject subject) {
    stir(subject);
  }

  /** The object is not to be decided until it is observed again. */
  void leave(Subject subject) {
    toDecide.get(subject.kind()).remove(subject.id());
    waiting.remove(subject);
  }

  /** The proposal came to nothing: what a network took for it is free; others give back when observed. */
  void proposalFailed(Subject subject) {
    if (subject.kind() == Kind.NETWORK) {
      networks.proposalFailed(subject.id());
    }
  }

  /**
   * What to write now. Each kind comes after those whose allocation it waits for, so that a wait that ends in this call
   * is decided in it.
   *
   * @param busy those with a proposal under way; they are observed again when it ends, and passed over here
   */
  List<Change> decide(StoreView view, Instant now, Predicate<Subject> busy) {
    List<Change> changes = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Collection<String> stirred = toDecide.put(kind, new LinkedHashSet<>());
      stirred.stream().map(id -> new Subject(kind, id)).filter(busy.negate())
          .forEach(subject -> decisions.of(subject, view, now).ifPresent(changes::add));
    }
    return changes;
  }

  private void forgetService(String id) {
    settledServices.remove(id);
    book.hostPorts(id, Set.of()).forEach(freed -> stirAll(Lack.anyPort(freed.protocol())));
  }

  private void forgetNetwork(String id) {
    networks.forget(id);
    // The nodes that have an address in it lose it; which they are the nodes themselves tell.
    nodes.forEach(this::stirNode);
    stirAll(Lack.network(id));
    stirAll(Lack.SUBNET);
    stirAll(Lack.VXLAN_ID);
  }

  private void release(Subject subject, Set<Claim> kept) {
    for (Claim freed : book.settle(subject, kept)) {
      Lack.relievedBy(freed).forEach(this::stirAll);
    }
  }

  private void stirAll(String lack) {
    waiting.shortOf(lack).forEach(this::stir);
  }

  private void stirNode(String nodeId) {
    stir(new Subject(Kind.NODE, nodeId));
  }

  private void stir(Subject subject) {
    toDecide.get(subject.kind()).add(subject.id());
  }
}
