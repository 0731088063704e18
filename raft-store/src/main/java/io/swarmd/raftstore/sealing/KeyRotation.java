package io.swarmd.raftstore.sealing;

import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the data key all managers seal with, when it has lain in clear on a disk (identity sheet, 11, rule 7; design
 * notes, E6). The leader makes the next key and hands it to the others, which keep it beside the one in use. Once every
 * manager it reaches and a majority of all hold it, it comes into use: so whatever is committed can be opened by a
 * majority. What stands on disk says how far it has come, so that after a crash, or under another leader, it goes on. A
 * manager that does not lead turns to the leader with what it knows, unless it is handed a newer key anyway.
 */
public final class KeyRotation implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final LiveKeyRing keys;
  private final ManagerGroup group;
  private final KeyExchange others;
  private Optional<Timer> retry = Optional.empty();
  private boolean busy;
  private boolean again;

  /** @param loop for this alone: it waits for the disk on it */
  public KeyRotation(EventLoop loop, LiveKeyRing keys, ManagerGroup group, KeyExchange others) {
    this.loop = loop;
    this.keys = keys;
    this.group = group;
    this.others = others;
  }

  /** Looks at once whether a key is to be replaced, and after each change of leader or members. */
  public void start() {
    group.onChange(this::look);
    look();
  }

  /** Looks whether a key is to be replaced. From any thread. */
  public void look() {
    loop.execute(() -> {
      if (busy) {
        again = true;
      } else {
        step();
      }
    });
  }

  private void step() {
    retry.ifPresent(Timer::cancel);
    retry = Optional.empty();
    busy = true;
    again = false;
    next().whenCompleteAsync((goOn, failure) -> {
      busy = false;
      if (failure != null) {
        log.warn("the data key is not replaced yet: {}", text(failure));
        stepLater();
      } else if (goOn || again) {
        step();
      }
    }, loop);
  }

  private void stepLater() {
    retry = Optional.of(loop.schedule(RETRY, this::look));
  }

  private static String text(Throwable failure) {
    Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** Does what is due; whether there may be more. */
  private CompletableFuture<Boolean> next() {
    try {
      Optional<Member> leader = group.leader();
      if (leader.isEmpty() || isSettled(keys.kept())) {
        return CompletableFuture.completedFuture(false);
      }
      return leader.get().raftId() == group.ownRaftId() ? rotate() : ask(leader.get());
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private CompletableFuture<Boolean> rotate() {
    KeptKeys prepared = keys.change(KeptKeys::withNext);
    List<Member> members = group.members();
    List<Offer> offers = offerAll(members, prepared);
    return allOf(offers).thenComposeAsync(answered -> {
      requireHeld(members, offers);
      if (!learned(offers).ring().equals(prepared.ring())) {
        return CompletableFuture.completedFuture(true);
      }
      KeptKeys advanced = keys.change(KeptKeys::advanced);
      return allOf(offerAll(members, advanced)).thenApply(told -> true);
    }, loop);
  }

  /** Another leader's rotation may have come further than this one knew. */
  private KeptKeys learned(List<Offer> offers) {
    return keys.change(kept -> offers.stream().filter(Offer::held)
        .reduce(kept, (mine, offer) -> mine.merged(offer.answer().join()), (one, other) -> other));
  }

  private record Offer(Member member, CompletableFuture<KeyRing> answer) {

    boolean held() {
      return !answer.isCompletedExceptionally();
    }
  }

  private List<Offer> offerAll(List<Member> members, KeptKeys offered) {
    return members.stream().filter(member -> member.raftId() != group.ownRaftId())
        .map(member -> new Offer(member, others.offer(member, offered))).toList();
  }

  /** Done when all have answered, whatever that was. */
  private static CompletableFuture<Void> allOf(List<Offer> offers) {
    return CompletableFuture.allOf(offers.stream()
        .map(offer -> offer.answer().handle((held, failure) -> null)).toArray(CompletableFuture[]::new));
  }

  private void requireHeld(List<Member> members, List<Offer> offers) {
    offers.stream().filter(offer -> !offer.held() && offer.member().reachable()).findFirst().ifPresent(lacking -> {
      throw new IllegalStateException("manager " + lacking.member().nodeId() + " does not hold the next one: "
          + text(lacking.answer().exceptionNow()));
    });
    long holders = 1 + offers.stream().filter(Offer::held).count();
    if (2 * holders <= members.size()) {
      throw new IllegalStateException("only " + holders + " of " + members.size() + " managers hold the next one");
    }
  }

  /**
   * Mostly the leader is at it, and tells of the end of it. If it is not, it is asked for another key; or shown the one
   * that was on its way here, which an earlier leader may have handed out, or not even that.
   */
  private CompletableFuture<Boolean> ask(Member leader) {
    CompletableFuture<Void> waited = new CompletableFuture<>();
    loop.schedule(RETRY, () -> waited.complete(null));
    return waited.thenComposeAsync(now -> {
      KeptKeys still = keys.kept();
      return isSettled(still) ? CompletableFuture.completedFuture(false)
          : (still.needsRotation() ? others.requestRotation(leader, still.ring()) : others.offer(leader, still))
              .thenApplyAsync(theirs -> {
                keys.change(mine -> mine.merged(theirs));
                return true;
              }, loop);
    }, loop);
  }

  private static boolean isSettled(KeptKeys kept) {
    return !kept.needsRotation() && kept.ring().pending().isEmpty();
  }

  @Override
  public void close() {
    loop.close();
  }
}
