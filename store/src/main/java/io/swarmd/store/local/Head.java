package io.swarmd.store.local;

import io.swarmd.loop.Environment;
import io.swarmd.loop.Metrics;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.local.HeadEntry.Fate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committed state plus what is in flight: where updates run. While entries are on their way the next updates gather
 * into one entry. When an entry fails or is skipped, the head is built on something that may never be: nothing more is
 * built on it, what is in flight comes to its end, and it starts again from the committed state (design notes, A3).
 * An entry whose fate is unknown may be committed later and come between others; these then name another state than the
 * committed one, and change nothing. Loops learn of theirs when that is decided ({@link Doubts}).
 *
 * <p>Belongs to the store's loop.
 */
final class Head {

  private static final Logger log = LoggerFactory.getLogger(Head.class);

  private final Environment environment;
  private final StoreLimits limits;
  private final FairQueue<Work> queue;
  private final HeadRunner runner;
  private final Proposer proposer;
  private final Doubts doubts;
  private final Supplier<ReplicatedState> committed;
  private final Metrics metrics;
  /** Of this and of earlier leaderships: whoever waits for one is told in the end, whatever happens. */
  private final Set<HeadEntry> unsettled = new LinkedHashSet<>();
  private Optional<Session> session = Optional.empty();
  private Reason refusal = Reason.NOT_LEADER;
  private boolean proposerBusy;

  Head(Environment environment, StoreLimits limits, FairQueue<Work> queue, HeadRunner runner, Proposer proposer,
      Barrier barrier, Supplier<ReplicatedState> committed, Metrics metrics) {
    this.environment = environment;
    this.limits = limits;
    this.queue = queue;
    this.runner = runner;
    this.proposer = proposer;
    this.doubts = new Doubts(barrier, this::pump);
    this.committed = committed;
    this.metrics = metrics;
  }

  /** This manager leads in the term, and the committed state holds all of earlier terms. */
  void lead(long term) {
    end();
    session = Optional.of(new Session(term, committed.get()));
    pump();
  }

  /** This manager leads no more: what waits was not written, what is in flight is told by the log. */
  void follow() {
    end();
    refuseAll();
  }

  /** The store stops, or its log failed: nothing will be written any more. */
  void stop() {
    refusal = Reason.STOPPED;
    end();
    List.copyOf(unsettled).forEach(entry -> settle(entry, Fate.UNKNOWN));
    refuseAll();
  }

  private void end() {
    session.ifPresent(ending -> {
      ending.end();
      drop(ending.takeCarried());
    });
    session = Optional.empty();
    doubts.end();
  }

  private void refuseAll() {
    queue.drain().forEach(work -> work.fail(new StoreException(refusal)));
  }

  /** Sends what waits, as far as there is room. */
  void pump() {
    if (session.isEmpty()) {
      refuseAll();
      return;
    }
    Session current = session.get();
    restartIfStale(current);
    while (maySend(current) && (queue.size() > 0 || current.carries())) {
      send(current);
    }
  }

  private boolean maySend(Session current) {
    return !current.stale() && !proposerBusy && current.inFlight().size() < limits.entriesInFlight()
        && doubts.size() < limits.entriesInFlight();
  }

  private void send(Session current) {
    EntryBuilder gathered = runner.gather(current);
    if (gathered.isEmpty()) {
      tellWithLast(current, gathered.completions());
      return;
    }
    HeadEntry entry = gathered.build(environment.monotonicNanos());
    current.sent(entry);
    unsettled.add(entry);
    proposerBusy = true;
    metrics.count("swarm_store_entries_total", 1);
    metrics.count("swarm_store_transactions_total", entry.transactions().size());
    proposer.submit(entry);
  }

  /** Whoever wrote nothing saw the head all the same: he is told when what he saw is committed. */
  private static void tellWithLast(Session current, List<HeadEntry.Completion> completions) {
    HeadEntry last = current.inFlight().peekLast();
    if (last == null) {
      completions.forEach(completion -> completion.settled(Fate.COMMITTED));
    } else {
      last.completions().addAll(completions);
    }
  }

  /** The proposer can take the next entry. */
  void proposerIdle() {
    proposerBusy = false;
    pump();
  }

  /** Takes the log's word on an entry. */
  void settle(HeadEntry entry, Fate fate) {
    if (unsettled.remove(entry)) {
      settleFirst(entry, fate);
    } else if (doubts.resolve(entry, fate) && fate == Fate.COMMITTED) {
      // The head has begun again without it.
      session.ifPresent(Session::markStale);
    }
    pump();
  }

  private void settleFirst(HeadEntry entry, Fate fate) {
    Session owner = entry.session();
    owner.inFlight().remove(entry);
    metrics.time("swarm_raft_transaction_latency_seconds",
        Duration.ofNanos(environment.monotonicNanos() - entry.madeAtNanos()));
    if (fate != Fate.COMMITTED) {
      owner.markStale();
      metrics.count("swarm_store_entries_lost_total", 1, "fate", fate.name().toLowerCase(Locale.ROOT));
      log.info("the entry on version {} of term {} is {}", entry.parent().version(), owner.term(), fate);
    }
    entry.tell(fate);
    if (fate == Fate.UNKNOWN) {
      doubt(entry);
    }
  }

  private void doubt(HeadEntry entry) {
    if (entry.session().over()) {
      entry.tell(Fate.UNSEEN);
    } else {
      doubts.add(entry);
    }
  }

  /** The committed state moved on otherwise than through the head. */
  void stateMoved() {
    session.ifPresent(Session::markStale);
    pump();
  }

  private void restartIfStale(Session current) {
    if (current.stale()) {
      drop(current.takeCarried());
      if (current.inFlight().isEmpty() && !proposerBusy) {
        current.restart(committed.get());
      }
    }
  }

  private static void drop(Optional<HeadTransaction> carried) {
    carried.ifPresent(lost -> lost.completions().forEach(completion -> completion.settled(Fate.NOT_WRITTEN)));
  }
}
