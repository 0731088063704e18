package io.swarmd.ca.rotation;

import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.ca.ClusterObject;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's loop that carries a root rotation through: asks the nodes for new certificates, a batch at a time, and
 * makes the next root the cluster's once every node reports that it has one (identity sheet, 10.4 to 10.7). All it goes
 * by lies in the store, so that the next leader goes on where this one stopped. Down nodes hold the end up until they
 * are back or removed.
 */
public final class RotationLoop implements ControlLoop {

  private static final Logger log = LoggerFactory.getLogger(RotationLoop.class);
  private static final Duration PASS = Duration.ofSeconds(3);
  /** Nodes asked in one pass, so that a large cluster does not ask for all its certificates at once. */
  private static final int NODES_PER_PASS = 30;

  private final SecureRandom random;
  /** Those that have not reported the next root; who was asked last stands at the end. */
  private final Set<String> unconverged = new LinkedHashSet<>();
  /** Nodes, and the cluster while its new root is written. */
  private final Set<String> inFlight = new HashSet<>();
  private Optional<NextRoot> target = Optional.empty();
  private Optional<Instant> nextPass = Optional.empty();

  /** @param random for the secrets of the join tokens that name the new root */
  public RotationLoop(SecureRandom random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "root-rotation";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    inFlight.clear();
    target = Optional.empty();
    unconverged.clear();
    nextPass = Optional.empty();
    ClusterObject.in(snapshot).ifPresent(cluster -> take(cluster, snapshot, now));
    return turn(snapshot, now);
  }

  /** Begins anew when the target is another one; an aborted rotation is left where it is. */
  private void take(Cluster cluster, StoreView snapshot, Instant now) {
    Optional<NextRoot> wanted = NextRoot.of(cluster);
    if (wanted.equals(target)) {
      return;
    }
    target = wanted;
    unconverged.clear();
    nextPass = wanted.map(begun -> now);
    wanted.ifPresentOrElse(begun -> {
      snapshot.all(Table.NODE).forEach(this::note);
      log.info("the root is rotated: {} nodes need new certificates", unconverged.size());
    }, () -> log.info("no root rotation is under way any more"));
  }

  private void note(Node node) {
    if (target.filter(next -> !next.signed(node)).isPresent()) {
      unconverged.add(node.getId());
    } else {
      unconverged.remove(node.getId());
    }
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    for (Change<?> change : committed.changes()) {
      boolean deleted = change instanceof Change.Deleted<?>;
      switch (change.object()) {
        case Cluster cluster when !deleted -> take(cluster, committed.after(), now);
        case Node node when deleted -> unconverged.remove(node.getId());
        case Node node -> note(node);
        default -> { }
      }
    }
    return turn(committed.after(), now);
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    return turn(snapshot, now);
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    inFlight.remove(unit.key());
    if (outcome instanceof Outcome.Refused refused) {
      log.warn("the root rotation cannot write to {}: {}", unit.key(), refused.text());
    }
    return List.of();
  }

  @Override
  public Optional<Instant> nextWake() {
    return nextPass;
  }

  private List<Unit> turn(StoreView snapshot, Instant now) {
    if (target.isEmpty()) {
      return List.of();
    }
    boolean due = nextPass.filter(moment -> !now.isBefore(moment)).isPresent();
    if (due) {
      nextPass = Optional.of(now.plus(PASS));
    }
    if (unconverged.isEmpty()) {
      return finish(snapshot);
    }
    return due ? askBatch(snapshot) : List.of();
  }

  private List<Unit> finish(StoreView snapshot) {
    Cluster cluster = ClusterObject.in(snapshot).orElseThrow();
    if (!inFlight.add(cluster.getId())) {
      return List.of();
    }
    log.info("every node has a certificate of the next root: it becomes the cluster's");
    return List.of(Unit.of(cluster.getId(), new Unit.Update<>(Table.CLUSTER, RootChange.finished(cluster, random))));
  }

  private List<Unit> askBatch(StoreView snapshot) {
    List<Unit> units = new ArrayList<>();
    for (String nodeId : List.copyOf(unconverged)) {
      if (units.size() == NODES_PER_PASS) {
        break;
      }
      snapshot.get(Table.NODE, nodeId)
          .filter(node -> RootChange.mayBeAsked(node) && !inFlight.contains(nodeId))
          .ifPresent(node -> units.add(ask(node)));
    }
    return units;
  }

  private Unit ask(Node node) {
    inFlight.add(node.getId());
    unconverged.remove(node.getId());
    unconverged.add(node.getId());
    return Unit.of(node.getId(), new Unit.Update<>(Table.NODE, RootChange.asked(node)));
  }
}
