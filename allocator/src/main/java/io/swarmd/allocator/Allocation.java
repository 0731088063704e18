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
import io.swarmd.allocator.rule.NetworkRule;
import io.swarmd.allocator.rule.NodeRule;
import io.swarmd.allocator.rule.ServiceRule;
import io.swarmd.allocator.rule.TaskRule;
import io.swarmd.allocator.rule.Verdict;
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
  private final TaskDecision tasks;

  Allocation(Optional<Cluster> cluster, AllocatorSettings settings) {
    List<Subnet> pools = cluster.stream().flatMap(c -> c.getDefaultAddressPoolList().stream())
        .flatMap(text -> Subnet.parse(text).stream()).toList();
    int size = cluster.map(Cluster::getSubnetSize).filter(bits -> bits != 0).orElse(SubnetPool.DEFAULT_SIZE);
    book = new Book(new SubnetPool(pools.isEmpty() ? List.of(SubnetPool.DEFAULT_POOL) : pools, size,
        settings.excludedSubnets()), settings.ports());
    networks = new Networks(book);
    tasks = new TaskDecision(book, networks, waiting, settledServices);
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
   * @param uncertain those of which a proposal may be written yet; their turn comes later
   */
  void endHolds(StoreView view, Instant now, Predicate<Subject> uncertain) {
    for (String nodeId : quarantine.due(now)) {
      Subject subject = new Subject(Kind.NODE, nodeId);
      Optional<Node> node = view.get(Table.NODE, nodeId);
      if (node.isEmpty()) {
        endHoldsOfRemoved(subject, now);
      } else if (uncertain.test(subject)) {
        quarantine.add(now.plus(ReleasedAddresses.HOLD), nodeId);
      } else {
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
   * @param uncertain those of which an earlier proposal may be written yet: they are written as they are if nothing is
   *     to change, so that this can no longer happen, and what was taken for it is free
   */
  List<Change> decide(StoreView view, Instant now, Predicate<Subject> busy, Predicate<Subject> uncertain) {
    List<Change> changes = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Collection<String> stirred = toDecide.put(kind, new LinkedHashSet<>());
      stirred.stream().map(id -> new Subject(kind, id)).filter(busy.negate()).forEach(subject ->
          decide(subject, view, now).or(() -> uncertain.test(subject) ? asStored(subject, view) : Optional.empty())
              .ifPresent(changes::add));
    }
    return changes;
  }

  private static Optional<Change> asStored(Subject subject, StoreView view) {
    return view.get(subject.kind().table(), subject.id()).map(object -> new Change(subject, object));
  }

  private Optional<Change> decide(Subject subject, StoreView view, Instant now) {
    String id = subject.id();
    return switch (subject.kind()) {
      case NETWORK -> view.get(Table.NETWORK, id).flatMap(network -> decideNetwork(subject, network));
      case SERVICE -> view.get(Table.SERVICE, id).flatMap(service -> decideService(subject, service));
      case TASK -> view.get(Table.TASK, id).flatMap(task -> decideTask(subject, task, view, now));
      case NODE -> view.get(Table.NODE, id).flatMap(node ->
          apply(subject, NodeRule.decide(node, use.on(id), book, networks.ingress(), now)));
    };
  }

  private Optional<Change> decideNetwork(Subject subject, Network network) {
    return switch (networks.decide(network)) {
      case NetworkRule.Result.Denied denied -> {
        String why = "network " + network.getId() + " is not allocated: " + denied.why();
        waiting.add(subject, List.of(denied.shortOf()), why);
        stirAll(Lack.network(network.getId()));
        yield Optional.empty();
      }
      case NetworkRule.Result.Given given -> {
        waiting.remove(subject);
        yield Optional.of(new Change(subject, given.network().network()));
      }
    };
  }

  private Optional<Change> decideService(Subject subject, Service service) {
    Verdict<Service> verdict = ServiceRule.decide(service, book, networks.ingress());
    if (verdict instanceof Verdict.Settled) {
      settledServices.add(service.getId());
    }
    Optional<Change> change = apply(subject, verdict);
    if (change.isEmpty()) {
      stirAll(Lack.service(service.getId()));
    }
    return change;
  }

  private Optional<Change> decideTask(Subject subject, Task task, StoreView view, Instant now) {
    Verdict<Task> verdict = tasks.of(task, view, now);
    Optional<Change> change = apply(subject, verdict);
    String why = verdict instanceof Verdict.Waits<Task> waits ? tasks.reason(waits) : task.getStatus().getErr();
    if (change.isPresent() || why.isEmpty() || why.equals(task.getStatus().getErr())) {
      return change;
    }
    waiting.remove(subject);
    return Optional.of(new Change(subject, TaskRule.explain(task, why, now)));
  }

  private <T extends Message> Optional<Change> apply(Subject subject, Verdict<T> verdict) {
    switch (verdict) {
      case Verdict.Settled<T> settled -> waiting.remove(subject);
      case Verdict.Waits<T> waits -> waiting.add(subject, waits.shortOf(), waits.why());
      case Verdict.Write<T> write -> {
        waiting.remove(subject);
        return Optional.of(new Change(subject, write.object()));
      }
    }
    return Optional.empty();
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
