package io.swarmd.scheduler.placement;

import io.swarmd.api.Node;
import io.swarmd.model.constraint.Constraint;
import io.swarmd.model.node.NodeLabel;
import io.swarmd.scheduler.filter.ReadyFilter;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import io.swarmd.scheduler.placement.Shelf.Entry;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The hosts that are open for tasks and meet some constraints, in the order of their load, branch by branch. Shared by
 * all groups that ask for the same constraints and spread over the same labels: one with a few tasks finds its hosts
 * at the front, and never looks at the rest of the cluster. Follows the changed hosts when it is asked.
 */
final class OpenHosts {

  /** What groups have in common that share such an order. */
  record Key(List<String> constraints, List<NodeLabel> labels) {

    static Key of(Wish wish) {
      return new Key(wish.constraints(), wish.labels());
    }
  }

  /** Hosts and branches looked at for one task, after which looking at all hosts once is thought the cheaper. */
  static final int MAX_LOOKS = 64;

  private record Placed(Node node, Entry entry) {}

  private final Hosts hosts;
  private final List<NodeLabel> labels;
  private final Predicate<Node> constraints;
  private final Map<Host, Placed> placed = new HashMap<>();
  private Shelf root = Shelf.root();
  private long position = -1;

  OpenHosts(Hosts hosts, Key key) {
    this.hosts = hosts;
    this.labels = key.labels();
    this.constraints = Constraint.parseOrNone(key.constraints()).stream().map(Constraint::asPredicate)
        .reduce(node -> true, Predicate::and);
  }

  /** The best host, as looking at all would find it; empty when it is not among the first few. */
  Optional<Host> best(Wish wish, Instant now) {
    catchUp();
    if (!labels.isEmpty() && hosts.holding(wish.serviceId()).size() > MAX_LOOKS) {
      return Optional.empty();
    }
    return new Search(wish, now).in(root, 0).map(Candidate::host);
  }

  private void catchUp() {
    hosts.since(position).ifPresentOrElse(
        changes -> changes.forEach(change -> put(change.host())), this::putAll);
    position = hosts.position();
  }

  private void putAll() {
    placed.clear();
    root = Shelf.root();
    hosts.all().forEach(this::put);
  }

  private void put(Host host) {
    Placed before = placed.get(host);
    boolean sameNode = before != null && host.present() && before.node == host.node();
    if (sameNode && before.entry.active() == host.active()) {
      return;
    }
    if (before != null) {
      before.entry.shelf().remove(before.entry);
    }
    if (sameNode || isOpen(host)) {
      Shelf shelf = sameNode ? before.entry.shelf() : shelfOf(host);
      Entry entry = new Entry(host, shelf, host.active());
      shelf.add(entry);
      placed.put(host, new Placed(host.node(), entry));
    } else {
      placed.remove(host);
    }
  }

  private boolean isOpen(Host host) {
    return host.present() && ReadyFilter.ready(host.node()) && constraints.test(host.node());
  }

  private Shelf shelfOf(Host host) {
    return labels.isEmpty() ? root : root.at(labels.stream().map(label -> label.valueOn(host.node())).toList());
  }

  /** One search: of the branches with the fewest tasks of the service the least loaded host that suits. */
  private final class Search {

    private final Wish wish;
    private final Instant now;
    private final Map<Shelf, Integer> tasks = new HashMap<>();
    private int looks;

    Search(Wish wish, Instant now) {
      this.wish = wish;
      this.now = now;
      if (!labels.isEmpty()) {
        hosts.holding(wish.serviceId()).stream().filter(Host::present).forEach(this::count);
      }
    }

    private void count(Host holder) {
      for (Shelf shelf = shelfOf(holder); shelf != null; shelf = shelf.parent()) {
        tasks.merge(shelf, holder.activeOf(wish.serviceId()), Integer::sum);
      }
    }

    Optional<Candidate> in(Shelf shelf, int depth) {
      if (depth == labels.size()) {
        return first(shelf);
      }
      if (!wish.options().unlabelledLast()) {
        return among(shelf, depth, below -> true);
      }
      Optional<Candidate> found = among(shelf, depth, Shelf::labelled);
      return found.isPresent() || looks > MAX_LOOKS ? found : among(shelf, depth, Predicate.not(Shelf::labelled));
    }

    private Optional<Candidate> among(Shelf shelf, int depth, Predicate<Shelf> wanted) {
      for (Shelf below : shelf.stocked()) {
        if (!tasks.containsKey(below) && wanted.test(below)) {
          Optional<Candidate> found = look() ? in(below, depth + 1) : Optional.empty();
          if (found.isPresent() || looks > MAX_LOOKS) {
            return found;
          }
        }
      }
      return inCounted(shelf, depth, wanted);
    }

    private Optional<Candidate> inCounted(Shelf shelf, int depth, Predicate<Shelf> wanted) {
      List<Shelf> counted = tasks.keySet().stream()
          .filter(below -> below.parent() == shelf && below.hasHosts() && wanted.test(below))
          .sorted(Comparator.comparingInt((Shelf below) -> tasks.get(below)).thenComparingInt(Shelf::least)).toList();
      for (Shelf below : counted) {
        Optional<Candidate> found = in(below, depth + 1);
        if (found.isPresent() || looks > MAX_LOOKS) {
          return found;
        }
      }
      return Optional.empty();
    }

    /**
     * Hosts without tasks of the service come before all others, so that the first such is the best; where reservations
     * count it is one of those that have as many tasks.
     */
    private Optional<Candidate> first(Shelf leaf) {
      boolean byReservation = wish.options().byReservation();
      Optional<Candidate> best = Optional.empty();
      for (Entry entry : leaf.entries()) {
        if (byReservation && best.filter(found -> free(found) && found.total() < entry.active()).isPresent()) {
          return best;
        }
        if (!look()) {
          return Optional.empty();
        }
        if (wish.filters().firstFailed(entry.host()) < 0) {
          Candidate candidate = wish.rank(entry.host(), now);
          if (best.isEmpty() || candidate.compareTo(best.get()) < 0) {
            best = Optional.of(candidate);
          }
          if (!byReservation && free(candidate)) {
            return best;
          }
        }
      }
      return best;
    }

    private static boolean free(Candidate candidate) {
      return candidate.failures() == 0 && candidate.ofService() == 0;
    }

    private boolean look() {
      return ++looks <= MAX_LOOKS;
    }
  }
}
