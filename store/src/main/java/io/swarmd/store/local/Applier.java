package io.swarmd.store.local;

import com.google.protobuf.Message;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ReplicatedLog;
import io.swarmd.store.StateDigest;
import io.swarmd.store.entry.Interner;
import io.swarmd.store.entry.ReplicatedState;
import io.swarmd.store.local.HeadEntry.Fate;
import io.swarmd.store.state.StoreState;
import io.swarmd.store.watch.Feed;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies what the log delivers, on the log's thread: what the head made of the very state that is committed is taken
 * over, everything else is applied from its bytes; both give the same (design notes, C4).
 */
final class Applier implements ReplicatedLog.Listener {

  /** What the applier tells the store's loop; called on the log's thread, only to pass it on. */
  interface Told {

    void settled(HeadEntry entry, Fate fate);

    /** The state moved on otherwise than through the head of now. */
    void moved();

    void leading(long term);

    void following();

    void failed(Throwable cause);
  }

  private final Feed feed;
  private final Interner interner;
  private final Told told;
  private volatile ReplicatedState state = ReplicatedState.EMPTY;

  Applier(Feed feed, Interner interner, Told told) {
    this.feed = feed;
    this.interner = interner;
    this.told = told;
  }

  ReplicatedState state() {
    return state;
  }

  @Override
  public void installed(long version, StateDigest digest, Iterable<ReplicatedLog.Stored> objects) {
    List<Message> shared = new ArrayList<>();
    objects.forEach(stored -> shared.add(interner.share(stored.object())));
    state = new ReplicatedState(StoreState.load(version, shared), digest);
    feed.reset(state.objects());
    told.moved();
  }

  @Override
  public ReplicatedLog.Applied committed(long term, long index, byte[] bytes, Object decoded) {
    SentEntry own = decoded instanceof SentEntry sent ? sent : null;
    boolean adoptable = own != null && own.builtOn(state);
    ReplicatedState.Step step =
        adoptable ? state.adopt(own.after(), own.entry().transactions()) : state.apply(bytes, interner);
    state = step.after();
    if (!step.skipped()) {
      feed.publish(state.objects(), step.transactions());
      if (!adoptable) {
        told.moved();
      }
    }
    if (own != null) {
      told.settled(own.entry(), step.skipped() ? Fate.NOT_WRITTEN : Fate.COMMITTED);
    }
    return new ReplicatedLog.Applied(state.objects().version(), state.digest(), changes(step.transactions()));
  }

  private static List<Change<?>> changes(List<ChangeSet> transactions) {
    if (transactions.size() == 1) {
      return transactions.getFirst().changes();
    }
    List<Change<?>> all = new ArrayList<>();
    transactions.forEach(set -> all.addAll(set.changes()));
    return all;
  }

  @Override
  public void leading(long term) {
    told.leading(term);
  }

  @Override
  public void following() {
    told.following();
  }

  @Override
  public void failed(Throwable cause) {
    told.failed(cause);
  }
}
