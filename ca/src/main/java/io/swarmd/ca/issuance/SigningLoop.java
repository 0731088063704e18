package io.swarmd.ca.issuance;

import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.ca.ClusterObject;
import io.swarmd.identity.IdentityException;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's loop that answers requests for certificates. Requests it cannot answer for want of a key wait and are
 * tried again every ten seconds, and at once when the cluster gets a key.
 */
public final class SigningLoop implements ControlLoop {

  private static final Logger log = LoggerFactory.getLogger(SigningLoop.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  /** Signatures made in one turn, so that a crowd that joins does not hold up the outcomes; the rest follow at once. */
  private static final int SIGNATURES_PER_TURN = 64;

  /** Nodes to look at, in order of arrival; at most one entry for each node. */
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> inFlight = new HashSet<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private Optional<CertificateSigner> signer = Optional.empty();
  private Optional<Instant> retryAt = Optional.empty();
  private Instant lastTurn = Instant.EPOCH;

  @Override
  public String name() {
    return "certificate-signing";
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    due.clear();
    inFlight.clear();
    waiting.clear();
    retryAt = Optional.empty();
    signer = ClusterObject.in(snapshot).flatMap(cluster -> signerOf(cluster, now));
    snapshot.all(Table.NODE).stream().filter(CertificateSigner::isDue).forEach(node -> due.add(node.getId()));
    return turn(snapshot, now);
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    for (Change<?> change : committed.changes()) {
      if (change.object() instanceof Node node) {
        noteNode(node, change instanceof Change.Deleted<?>);
      } else if (change.object() instanceof Cluster cluster && !(change instanceof Change.Deleted<?>)) {
        signer = signer.flatMap(known -> known.following(cluster)).or(() -> signerOf(cluster, now));
        if (signer.isPresent()) {
          retryWaiting();
        }
      }
    }
    return turn(committed.after(), now);
  }

  private void noteNode(Node node, boolean deleted) {
    if (deleted) {
      due.remove(node.getId());
      waiting.remove(node.getId());
    } else if (CertificateSigner.isDue(node)) {
      due.add(node.getId());
    }
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    if (retryAt.filter(moment -> !now.isBefore(moment)).isPresent()) {
      retryWaiting();
    }
    return turn(snapshot, now);
  }

  private void retryWaiting() {
    due.addAll(waiting);
    waiting.clear();
    retryAt = Optional.empty();
  }

  @Override
  public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
    inFlight.remove(unit.key());
    switch (outcome) {
      case Outcome.Committed committed -> due.add(unit.key());
      case Outcome.Conflict conflict -> due.add(unit.key());
      case Outcome.Refused refused -> {
        log.warn("the certificate of node {} cannot be stored: {}", unit.key(), refused.text());
        waiting.add(unit.key());
      }
      case Outcome.Unknown unknown -> waiting.add(unit.key());
    }
    return turn(snapshot, now);
  }

  @Override
  public Optional<Instant> nextWake() {
    return due.isEmpty() ? retryAt : Optional.of(lastTurn);
  }

  private List<Unit> turn(StoreView snapshot, Instant now) {
    List<Unit> units = new ArrayList<>();
    Iterator<String> next = due.iterator();
    while (next.hasNext() && units.size() < SIGNATURES_PER_TURN) {
      String nodeId = next.next();
      next.remove();
      if (!inFlight.contains(nodeId)) {
        snapshot.get(Table.NODE, nodeId).filter(CertificateSigner::isDue)
            .flatMap(node -> sign(node, now)).ifPresent(units::add);
      }
    }
    if (retryAt.isEmpty() && !waiting.isEmpty()) {
      retryAt = Optional.of(now.plus(RETRY));
    }
    lastTurn = now;
    return units;
  }

  private Optional<Unit> sign(Node node, Instant now) {
    if (signer.isEmpty()) {
      waiting.add(node.getId());
      return Optional.empty();
    }
    Node answered = node.toBuilder().setCertificate(signer.get().answer(node, now)).build();
    inFlight.add(node.getId());
    return Optional.of(Unit.of(node.getId(), new Unit.Update<>(Table.NODE, answered)));
  }

  private static Optional<CertificateSigner> signerOf(Cluster cluster, Instant now) {
    try {
      return CertificateSigner.of(cluster, now);
    } catch (IdentityException unusable) {
      log.error("no certificates can be signed: the cluster's root cannot be used: {}", unusable.getMessage());
      return Optional.empty();
    }
  }
}
