package io.swarmd.allocator.key;

import io.swarmd.api.Cluster;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps the network keys in the cluster object: makes them when there are none, and replaces the oldest of each
 * subsystem after every twelve hours of leadership.
 */
public final class NetworkKeyRotation implements ControlLoop {

  /** How long each rotation waits, counted from the start of the leadership. */
  public static final Duration PERIOD = Duration.ofHours(12);

  private static final Duration RETRY = Duration.ofMillis(100);

  private final KeyRing ring;
  private boolean inFlight;
  private Instant nextRotation = Instant.MAX;
  private Optional<Instant> retryAt = Optional.empty();

  /** @param secrets a source fit for keys */
  public NetworkKeyRotation(RandomGenerator secrets) {
    this.ring = new KeyRing(secrets);
  }

  @Override
  public String name() {
    return "network key rotation";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    inFlight = false;
    retryAt = Optional.empty();
    nextRotation = now.plus(PERIOD);
    return decide(snapshot, now);
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    boolean concerned = committed.changes().stream().map(Change::object).anyMatch(Cluster.class::isInstance);
    return concerned ? decide(committed.after(), now) : List.of();
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    retryAt = Optional.empty();
    return decide(snapshot, now);
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    inFlight = false;
    if (!(outcome instanceof Outcome.Committed)) {
      retryAt = Optional.of(now.plus(RETRY));
    } else if (!now.isBefore(nextRotation)) {
      nextRotation = now.plus(PERIOD);
    }
    return List.of();
  }

  @Override
  public Optional<Instant> nextWake() {
    return inFlight ? Optional.empty() : Optional.of(retryAt.orElse(nextRotation));
  }

  private List<Unit> decide(StoreView view, Instant now) {
    Optional<Cluster> cluster = view.all(Table.CLUSTER).stream().findFirst();
    if (inFlight || cluster.isEmpty()) {
      return List.of();
    }
    if (!KeyRing.present(cluster.get())) {
      return propose(ring.create(cluster.get()));
    }
    return now.isBefore(nextRotation) ? List.of() : propose(ring.rotate(cluster.get()));
  }

  private List<Unit> propose(Cluster cluster) {
    inFlight = true;
    return List.of(Unit.of(cluster.getId(), new Unit.Update<>(Table.CLUSTER, cluster)));
  }
}
