package io.swarmd.allocator;

import com.google.protobuf.Message;
import io.swarmd.allocator.book.Subject;
import io.swarmd.allocator.book.Subject.Kind;
import io.swarmd.allocator.rule.NetworkRule;
import io.swarmd.api.Cluster;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives networks subnets, services and nodes addresses and ports, and takes tasks from NEW to PENDING (scheduling
 * sheet, section 3). Started, it first learns from every stored object what is given already; nothing new is given
 * before that is done.
 *
 * <p>An object with a proposal under way is left alone until the outcome is known, and is then read again; what was
 * taken for a proposal that failed is given back then. What could not be given is tried again when it comes free.
 */
public final class Allocator implements ControlLoop {

  private final AllocatorSettings settings;
  private final InFlight inFlight = new InFlight();
  private Allocation allocation;

  public Allocator() {
    this(AllocatorSettings.DEFAULTS);
  }

  public Allocator(AllocatorSettings settings) {
    this.settings = settings;
    this.allocation = new Allocation(Optional.empty(), settings);
  }

  @Override
  public String name() {
    return "allocator";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    inFlight.clear();
    allocation = new Allocation(snapshot.all(Table.CLUSTER).stream().findFirst(), settings);
    // The ingress network first, so that it gets the first subnet.
    snapshot.all(Table.NETWORK).stream().sorted(Comparator.comparing(network -> !NetworkRule.ingress(network)))
        .forEach(allocation::observe);
    snapshot.all(Table.SERVICE).forEach(allocation::observe);
    snapshot.all(Table.TASK).forEach(allocation::observe);
    // The nodes last: what they only hold for a while must not keep anyone from what is given to him.
    snapshot.all(Table.NODE).forEach(node -> allocation.observe(node, now));
    return decide(snapshot, now);
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    if (committed.changes().stream().anyMatch(Allocator::isNewCluster)) {
      return start(committed.after(), now);
    }
    committed.changes().forEach(change -> take(change, now));
    List<Message> overtaken =
        committed.changes().stream().filter(this::overtakes).<Message>map(Change::object).toList();
    overtaken.forEach(object -> observe(object, now));
    // Again, as what one of them has now may have been held by the next for its proposal.
    overtaken.forEach(object -> observe(object, now));
    lookAgain(committed.after(), now);
    return decide(committed.after(), now);
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    lookAgain(snapshot, now);
    return decide(snapshot, now);
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    inFlight.remove(unit.key()).ifPresent(proposal -> settle(proposal, outcome, snapshot, now));
    return decide(snapshot, now);
  }

  @Override
  public Optional<Instant> nextWake() {
    return Stream.of(inFlight.retryAt(), allocation.nextEndOfHold()).flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** What is known of allocations, for tests. */
  Allocation allocation() {
    return allocation;
  }

  /** The pools that subnets are cut from are a property of the cluster, fixed when it is made. */
  private static boolean isNewCluster(Change<?> change) {
    return change instanceof Change.Created<?> && change.object() instanceof Cluster;
  }

  private void take(Change<?> change, Instant now) {
    subject(change.object()).filter(subject -> !inFlight.contains(subject)).ifPresent(subject -> {
      if (change instanceof Change.Deleted<?>) {
        allocation.forget(subject, now);
      } else {
        observe(change.object(), now);
      }
    });
  }

  /**
   * Whether an object with a proposal under way is written: by the proposal itself, or by a former leader, and then the
   * proposal comes to nothing. What the object has now is taken at once, since outcomes come one by one and others are
   * decided in between.
   */
  private boolean overtakes(Change<?> change) {
    return !(change instanceof Change.Deleted<?>) && !(change.object() instanceof Network)
        && subject(change.object()).filter(inFlight::contains).isPresent();
  }

  private static Optional<Subject> subject(Message object) {
    return switch (object) {
      case Network network -> Optional.of(new Subject(Kind.NETWORK, network.getId()));
      case Service service -> Optional.of(new Subject(Kind.SERVICE, service.getId()));
      case Task task -> Optional.of(new Subject(Kind.TASK, task.getId()));
      case Node node -> Optional.of(new Subject(Kind.NODE, node.getId()));
      default -> Optional.empty();
    };
  }

  private void observe(Message object, Instant now) {
    switch (object) {
      case Network network -> allocation.observe(network);
      case Service service -> allocation.observe(service);
      case Task task -> allocation.observe(task);
      case Node node -> allocation.observe(node, now);
      default -> throw new IllegalArgumentException("not allocated for: " + object.getClass());
    }
  }

  private void settle(InFlight.Proposal proposal, Outcome outcome, StoreView view, Instant now) {
    Subject subject = proposal.subject();
    Optional<? extends Message> stored = view.get(subject.kind().table(), subject.id());
    boolean unchanged = stored.filter(object -> version(subject.kind(), object) == proposal.version()).isPresent();
    if (!(outcome instanceof Outcome.Committed)) {
      allocation.proposalFailed(subject);
    }
    stored.ifPresentOrElse(object -> observe(object, now), () -> allocation.forget(subject, now));
    if (unchanged && !(outcome instanceof Outcome.Committed)) {
      // What was refused for good is left until the object changes.
      allocation.leave(subject);
      if (!(outcome instanceof Outcome.Refused)) {
        inFlight.setAside(subject, now);
      }
    }
  }

  private void lookAgain(StoreView view, Instant now) {
    allocation.endHolds(view, now, inFlight::contains);
    for (Subject subject : inFlight.takeAside()) {
      view.get(subject.kind().table(), subject.id())
          .ifPresentOrElse(object -> allocation.again(subject), () -> allocation.forget(subject, now));
    }
  }

  private List<Unit> decide(StoreView view, Instant now) {
    return allocation.decide(view, now, inFlight::contains).stream().map(this::propose).toList();
  }

  private Unit propose(Allocation.Change change) {
    inFlight.add(change.subject(), version(change.subject().kind(), change.object()));
    return Unit.of(change.subject().key(), update(change.subject().kind().table(), change.object()));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> Unit.Update<T> update(Table<T> table, Message object) {
    return new Unit.Update<>(table, (T) object);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> long version(Kind kind, Message object) {
    return ((Table<T>) kind.table()).version((T) object);
  }
}
