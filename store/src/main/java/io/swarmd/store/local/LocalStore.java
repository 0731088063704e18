package io.swarmd.store.local;

import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.store.Outcome;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.Store;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreException.Reason;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Transaction;
import io.swarmd.store.Unit;
import io.swarmd.store.entry.Interner;
import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.group.MemberRemovedException;
import io.swarmd.store.local.HeadEntry.Fate;
import io.swarmd.store.state.StoreState;
import io.swarmd.store.watch.Feed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store of this manager, over its log. */
public final class LocalStore implements Store, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalStore.class);
  /** All closures wait in one queue; each loop that proposes has one of its own. */
  private static final Object UPDATES = "updates";

  private final ReplicatedLog replicated;
  private final StoreLimits limits;
  private final EventLoop loop;
  private final EventLoop proposerLoop;
  private final Replies replies;
  private final FairQueue<Work> queue = new FairQueue<>();
  private final Feed feed;
  private final Applier applier;
  private final Head head;
  private final Accession accession;
  private final LeadershipBoard leadership = new LeadershipBoard();
  private final AtomicBoolean pumpScheduled = new AtomicBoolean();
  private volatile boolean stopped;

  private LocalStore(Environment environment, ReplicatedLog replicated, Metrics metrics, StoreLimits limits) {
    this.replicated = replicated;
    this.limits = limits;
    this.loop = environment.newLoop("store");
    this.proposerLoop = environment.newLoop("store-proposer");
    this.replies = new Replies(environment.newLoop("store-replies"));
    this.feed = new Feed(StoreState.EMPTY, limits.watcherChanges(), limits.historyBytes());
    this.applier = new Applier(feed, new Interner(), new FromLog());
    Proposer proposer =
        new Proposer(replicated, proposerLoop, this::settleLater, () -> loop.execute(this::proposerIdle));
    this.accession = new Accession(new Barrier(loop, proposer::barrier), this::lead);
    HeadRunner runner = new HeadRunner(environment, queue, limits, replies);
    Barrier barrier = new Barrier(loop, proposer::barrier);
    this.head = new Head(environment, limits, queue, runner, proposer, barrier, applier::state, metrics);
  }

  /** Starts a store over a log, and the log with it. The log stays the caller's to close. */
  public static LocalStore start(Environment environment, ReplicatedLog log, Metrics metrics) {
    return start(environment, log, metrics, StoreLimits.DEFAULT);
  }

  /** As above, with other bounds. */
  public static LocalStore start(Environment environment, ReplicatedLog log, Metrics metrics, StoreLimits limits) {
    LocalStore store = new LocalStore(environment, log, metrics, limits);
    log.start(store.applier);
    return store;
  }

  @Override
  public StoreView view() {
    return feed.view();
  }

  /** The committed state with its running digest, by which managers are compared. */
  public ReplicatedState replicated() {
    return applier.state();
  }

  @Override
  public <R> CompletableFuture<R> update(Function<Transaction, R> closure) {
    CompletableFuture<R> result = new CompletableFuture<>();
    enqueue(UPDATES, List.of(new Work.Update<>(closure, result)), limits.queuedUpdates());
    return result;
  }

  @Override
  public void propose(long term, List<Unit> units, EventLoop proposing, BiConsumer<Unit, Outcome> onOutcome) {
    List<Work> work = units.stream().<Work>map(unit -> new Work.Proposed(term, unit, proposing, onOutcome)).toList();
    enqueue(proposing, work, limits.queuedUnits());
  }

  private void enqueue(Object source, List<Work> work, int bound) {
    if (work.isEmpty()) {
      return;
    }
    if (stopped) {
      refuse(work, Reason.STOPPED);
    } else if (!queue.offer(source, work, bound)) {
      refuse(work, Reason.BUSY);
    } else if (stopped) {
      refuse(queue.drain(), Reason.STOPPED);
    } else if (pumpScheduled.compareAndSet(false, true)) {
      loop.execute(() -> {
        pumpScheduled.set(false);
        head.pump();
      });
    }
  }

  private static void refuse(List<Work> work, Reason reason) {
    work.forEach(refused -> refused.fail(new StoreException(reason)));
  }

  private void settleLater(HeadEntry entry, Fate fate) {
    loop.execute(() -> head.settle(entry, fate));
  }

  private void proposerIdle() {
    head.proposerIdle();
  }

  private void lead(long term) {
    // In this order, so that the head is told of every move of the state after its beginning.
    leadership.post(Optional.of(term));
    head.lead(term);
  }

  @Override
  public Subscription watch(EventLoop watching, Subscription.Watcher watcher) {
    return feed.watch(watching, watcher);
  }

  @Override
  public Optional<Subscription> watchFrom(long version, EventLoop watching, Subscription.Watcher watcher) {
    return feed.watchFrom(version, watching, watcher);
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return replicated.readBarrier().exceptionallyCompose(failure -> CompletableFuture.failedFuture(
        failure instanceof StoreException known ? known : new StoreException(Reason.NOT_LEADER)));
  }

  @Override
  public Optional<Long> leading() {
    return leadership.leading();
  }

  @Override
  public void onLeadership(EventLoop listening, Consumer<Optional<Long>> listener) {
    leadership.listen(listening, listener);
  }

  /**
   * Stops: what waits is refused, what is in flight is not known. The log is to be closed before, so that nothing is
   * delivered any more.
   */
  @Override
  public void close() {
    stopped = true;
    loop.execute(() -> {
      stop();
      replies.run(() -> {
        replies.loop().close();
        proposerLoop.close();
        loop.close();
      });
    });
  }

  private void stop() {
    stopped = true;
    accession.following();
    leadership.post(Optional.empty());
    head.stop();
  }

  /** Takes what the log says to the store's loop. */
  private final class FromLog implements Applier.Told {

    @Override
    public void settled(HeadEntry entry, Fate fate) {
      settleLater(entry, fate);
    }

    @Override
    public void moved() {
      if (leadership.leading().isPresent()) {
        loop.execute(head::stateMoved);
      }
    }

    @Override
    public void leading(long term) {
      loop.execute(() -> {
        if (!stopped) {
          accession.leading(term);
        }
      });
    }

    @Override
    public void following() {
      loop.execute(() -> {
        accession.following();
        leadership.post(Optional.empty());
        head.follow();
      });
    }

    @Override
    public void failed(Throwable cause) {
      if (cause instanceof MemberRemovedException) {
        log.info("the log takes no more entries: {}", cause.getMessage());
      } else {
        log.error("the log takes no more entries: this manager stops writing", cause);
      }
      stopped = true;
      loop.execute(LocalStore.this::stop);
    }
  }
}
