package io.swarmd.ca.issuance;

import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.Node;
import io.swarmd.ca.ClusterObject;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.identity.external.ExternalAuthorityException;
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
 * The leader's loop that answers requests for certificates, by the cluster's own key or by external authorities.
 * Requests it cannot answer for want of a key wait and are tried again every ten seconds, and at once when the cluster
 * gets a key. When an external authority fails nobody is asked for ten seconds, and then for one certificate only,
 * until one is signed (identity sheet, section 6).
 */
public final class SigningLoop implements ControlLoop {

  private static final Logger log = LoggerFactory.getLogger(SigningLoop.class);
  private static final Duration RETRY = Duration.ofSeconds(10);
  /** Signatures made in one turn, so that a crowd that joins does not hold up the outcomes; the rest follow at once. */
  private static final int SIGNATURES_PER_TURN = 64;
  /** Orders external authorities have at a time; the rest wait their turn. */
  private static final int ORDERS_AT_ONCE = 4;

  /** Nodes to look at, in order of arrival; at most one entry for each node. */
  private final Set<String> due = new LinkedHashSet<>();
  private final Set<String> inFlight = new HashSet<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private final OpenOrders orders;
  private Runnable wake = () -> { };
  private Optional<Signer> signer = Optional.empty();
  private Optional<Instant> retryAt = Optional.empty();
  /** Set while external authorities are left alone. */
  private Optional<Instant> askAgainAt = Optional.empty();
  private boolean failedLast;
  private Instant lastTurn = Instant.EPOCH;

  public SigningLoop(ExternalAuthorities authorities) {
    this.orders = new OpenOrders(authorities);
  }

  @Override
  public String name() {
    return "certificate-signing";
  }

  @Override
  public void wakeBy(Runnable waker) {
    wake = waker;
  }

  @Override
  public List<Unit> start(StoreView snapshot, Instant now) {
    due.clear();
    inFlight.clear();
    waiting.clear();
    orders.forgetAll();
    retryAt = Optional.empty();
    askAgainAt = Optional.empty();
    failedLast = false;
    signer = ClusterObject.in(snapshot).flatMap(cluster -> signerOf(cluster, now));
    snapshot.all(Table.NODE).stream().filter(CertificateRecord::isDue).forEach(node -> due.add(node.getId()));
    return turn(snapshot, now);
  }

  @Override
  public List<Unit> onCommit(ChangeSet committed, Instant now) {
    for (Change<?> change : committed.changes()) {
      if (change.object() instanceof Node node) {
        noteNode(node, change instanceof Change.Deleted<?>);
      } else if (change.object() instanceof Cluster cluster && !(change instanceof Change.Deleted<?>)) {
        noteCluster(cluster, now);
      }
    }
    return turn(committed.after(), now);
  }

  private void noteNode(Node node, boolean deleted) {
    if (deleted) {
      due.remove(node.getId());
      waiting.remove(node.getId());
    } else if (CertificateRecord.isDue(node)) {
      due.add(node.getId());
    }
  }

  private void noteCluster(Cluster cluster, Instant now) {
    Optional<Signer> before = signer;
    signer = signer.<Signer>flatMap(known -> known.following(cluster)).or(() -> signerOf(cluster, now));
    if (!signer.equals(before)) {
      askAgainAt = Optional.empty();
    }
    if (signer.isPresent()) {
      retryWaiting();
    }
  }

  @Override
  public List<Unit> onTimer(StoreView snapshot, Instant now) {
    if (isOver(retryAt, now)) {
      retryWaiting();
    }
    if (isOver(askAgainAt, now)) {
      askAgainAt = Optional.empty();
    }
    return turn(snapshot, now);
  }

  private static boolean isOver(Optional<Instant> pause, Instant now) {
    return pause.filter(end -> !now.isBefore(end)).isPresent();
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
    if (!due.isEmpty() && maySign()) {
      return Optional.of(lastTurn);
    }
    return retryAt.isPresent() && askAgainAt.isPresent() && askAgainAt.get().isBefore(retryAt.get())
        ? askAgainAt : retryAt.or(() -> askAgainAt);
  }

  /** Whether the signer takes another request now. */
  private boolean maySign() {
    return !(signer.orElse(null) instanceof ExternalSigner)
        || askAgainAt.isEmpty() && orders.count() < (failedLast ? 1 : ORDERS_AT_ONCE);
  }

  private List<Unit> turn(StoreView snapshot, Instant now) {
    List<Unit> units = new ArrayList<>();
    orders.take().forEach(answer -> settle(answer, snapshot, now).ifPresent(units::add));
    Iterator<String> next = due.iterator();
    while (next.hasNext() && units.size() < SIGNATURES_PER_TURN && maySign()) {
      String nodeId = next.next();
      next.remove();
      if (!inFlight.contains(nodeId) && !orders.isOpen(nodeId)) {
        snapshot.get(Table.NODE, nodeId).filter(CertificateRecord::isDue)
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
    return switch (signer.get()) {
      case LocalSigner local -> Optional.of(answered(node, local.answer(node, now)));
      case ExternalSigner external -> ask(external, node);
    };
  }

  private Optional<Unit> ask(ExternalSigner external, Node node) {
    try {
      orders.ask(external, node, wake);
      return Optional.empty();
    } catch (IdentityException unreadable) {
      return Optional.of(answered(node, CertificateRecord.failed(node.getCertificate(), unreadable)));
    }
  }

  private Unit answered(Node node, Certificate certificate) {
    inFlight.add(node.getId());
    return Unit.of(node.getId(),
        new Unit.Update<>(Table.NODE, node.toBuilder().setCertificate(certificate).build()));
  }

  /** What was asked for may not be wanted any more, or from somebody else. */
  private Optional<Unit> settle(OpenOrders.Answer answer, StoreView snapshot, Instant now) {
    OpenOrders.Order order = answer.order();
    Optional<ExternalAuthorityException> refusal = answer.refusal();
    failedLast = refusal.filter(ExternalAuthorityException::isWorthAnotherTry).isPresent();
    Optional<Node> node = snapshot.get(Table.NODE, order.nodeId()).filter(CertificateRecord::isDue)
        .filter(current -> !inFlight.contains(current.getId()));
    boolean current = node.filter(asking -> asking.getCertificate().equals(order.asked())).isPresent()
        && signer.filter(order.signer()::equals).isPresent();
    if (!current) {
      node.ifPresent(asking -> due.add(asking.getId()));
      return Optional.empty();
    }
    if (failedLast) {
      leaveAlone(refusal.get(), now);
      due.add(order.nodeId());
      return Optional.empty();
    }
    return Optional.of(answered(node.get(), refusal
        .map(refused -> CertificateRecord.failed(order.asked(), refused))
        .orElseGet(() -> order.signer().answer(order.asked(), order.order(), answer.reply(), now))));
  }

  /** Those asked at the same time fail as well, which is told once. */
  private void leaveAlone(ExternalAuthorityException failure, Instant now) {
    if (askAgainAt.isEmpty()) {
      log.warn("the external CA does not sign, next try in {} s: {}", RETRY.toSeconds(), failure.getMessage());
      askAgainAt = Optional.of(now.plus(RETRY));
    }
  }

  private static Optional<Signer> signerOf(Cluster cluster, Instant now) {
    try {
      return Signer.of(cluster, now);
    } catch (IdentityException unusable) {
      log.error("no certificates can be signed: the cluster's root cannot be used: {}", unusable.getMessage());
      return Optional.empty();
    }
  }
}
