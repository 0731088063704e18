package io.swarmd.ca.unregistered;

import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.ca.ClusterObject;
import io.swarmd.identity.authorization.Blacklist;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Index;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's loop that removes what failed joins leave behind: nodes that asked for a certificate and have never
 * registered with a manager, as a Docker Engine that was refused as a manager (identity sheet, 19.17). Each has {@link
 * #PATIENCE} from its last write on; one that has registered once, is a manager, or has tasks is never touched. A
 * certificate that it got is barred with it.
 */
public final class UnregisteredNodes implements ControlLoop {

  /** Far longer than any join takes; a machine that comes later has to join again. */
  public static final Duration PATIENCE = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(UnregisteredNodes.class);
  /** What was written meanwhile is looked at anew after this. */
  private static final Duration AGAIN = Duration.ofMinutes(1);
  /** Nodes removed in one transaction; the others have to wait for the next. */
  private static final int MOST_AT_ONCE = 100;

  private final Predicate<String> isManager;
  /** When each is to be looked at, the first due first. */
  private final Map<String, Instant> due = new LinkedHashMap<>();
  private boolean inFlight;

  /** @param isManager whether a node is a member of the managers, asked by its id */
  public UnregisteredNodes(Predicate<String> isManager) {
    this.isManager = isManager;
  }

  @Override
  public String name() {
    return "unregistered-nodes";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    due.clear();
    inFlight = false;
    snapshot.all(Table.NODE).stream().filter(UnregisteredNodes::hasNeverRegistered)
        .sorted(Comparator.comparing(UnregisteredNodes::lastWrite))
        .forEach(node -> due.put(node.getId(), lastWrite(node).plus(PATIENCE)));
    return List.of();
  }

  private static boolean hasNeverRegistered(Node node) {
    return !node.hasDescription();
  }

  private static Instant lastWrite(Node node) {
    return WireTime.instant(node.getMeta().getUpdatedAt());
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    for (Change<?> change : committed.changes()) {
      if (change.object() instanceof Node node) {
        due.remove(node.getId());
        if (!(change instanceof Change.Deleted<?>) && hasNeverRegistered(node)) {
          due.put(node.getId(), now.plus(PATIENCE));
        }
      }
    }
    return List.of();
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    if (inFlight) {
      return List.of();
    }
    List<Node> gone = new ArrayList<>();
    while (gone.size() < MOST_AT_ONCE && first().filter(at -> !now.isBefore(at)).isPresent()) {
      String id = due.keySet().iterator().next();
      due.remove(id);
      snapshot.get(Table.NODE, id).filter(UnregisteredNodes::hasNeverRegistered).ifPresent(node -> {
        due.put(id, now.plus(PATIENCE));
        if (!isNeeded(node, snapshot)) {
          gone.add(node);
        }
      });
    }
    return gone.isEmpty() ? List.of() : ClusterObject.in(snapshot).map(cluster -> removal(cluster, gone, now)).stream()
        .toList();
  }

  private boolean isNeeded(Node node, StoreView snapshot) {
    return isManager.test(node.getId()) || !snapshot.find(Index.TASK_BY_NODE, node.getId()).isEmpty();
  }

  private Unit removal(Cluster cluster, List<Node> gone, Instant now) {
    inFlight = true;
    Cluster barring = cluster;
    List<Unit.Write> writes = new ArrayList<>();
    for (Node node : gone) {
      log.info("node {} asked for a certificate and never came: it is removed", node.getId());
      writes.add(new Unit.Delete<>(Table.NODE, node.getId(), Table.NODE.version(node)));
      if (!node.getCertificate().getCertificate().isEmpty()) {
        barring = Blacklist.add(barring, node, now);
      }
    }
    if (barring != cluster) {
      writes.add(new Unit.Update<>(Table.CLUSTER, barring));
    }
    return new Unit(cluster.getId(), writes);
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    inFlight = false;
    if (!(outcome instanceof Outcome.Committed)) {
      Map<String, Instant> later = new LinkedHashMap<>(due);
      due.clear();
      unit.writes().forEach(write -> {
        if (write instanceof Unit.Delete<?> removal && later.remove(removal.id()) != null) {
          due.put(removal.id(), now.plus(AGAIN));
        }
      });
      due.putAll(later);
    }
    return List.of();
  }

  private Optional<Instant> first() {
    return due.values().stream().findFirst();
  }

  @Override
  public Optional<Instant> nextWake() {
    return inFlight ? Optional.empty() : first();
  }
}
