package io.swarmd.raftstore.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.fixture.GivenGroup;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three managers, all but their disks and their wires real. */
class KeyRotationTest {

  private static final KeyRing FIRST = KeyRing.create();
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final Map<Long, One> managers = new LinkedHashMap<>();
  private final Set<Long> cutOff = new HashSet<>();
  private long leader = 1;

  /** A manager. */
  private final class One extends GivenGroup implements RingStorage, KeyExchange {

    private final long id;
    private KeptKeys kept = new KeptKeys(FIRST, false, false);
    private LiveKeyRing keys;
    private KeyRotation rotation;

    One(long id) {
      this.id = id;
    }

    void start() {
      keys = new LiveKeyRing(this, Optional::empty);
      rotation = new KeyRotation(environment.newLoop("manager" + id), keys, this, this);
      rotation.start();
    }

    void crash() {
      rotation.close();
      forgetListeners();
    }

    void lock() {
      kept = new KeptKeys(kept.ring(), true, true);
      rotation.look();
    }

    int inUse() {
      return keys.ring().current().id();
    }

    @Override
    public KeptKeys read() {
      return kept;
    }

    @Override
    public KeptKeys change(UnaryOperator<KeptKeys> change) {
      kept = change.apply(kept);
      return kept;
    }

    private boolean reaches(Member member) {
      return !cutOff.contains(id) && !cutOff.contains(member.raftId());
    }

    @Override
    public CompletableFuture<KeyRing> offer(Member member, KeptKeys offered) {
      One other = managers.get(member.raftId());
      if (!reaches(member) || offered.locked() && !other.kept.locked()) {
        return CompletableFuture.failedFuture(new IllegalStateException("not now"));
      }
      KeptKeys held = other.keys.change(theirs -> theirs.merged(offered.ring()));
      other.rotation.look();
      return CompletableFuture.completedFuture(held.ring());
    }

    @Override
    public CompletableFuture<KeyRing> requestRotation(Member asked, KeyRing held) {
      One other = managers.get(asked.raftId());
      if (!reaches(asked) || !other.kept.locked()) {
        return CompletableFuture.failedFuture(new IllegalStateException("not now"));
      }
      if (other.keys.ring().newest().id() <= held.newest().id()) {
        other.keys.change(KeptKeys::askedToRotate);
        other.rotation.look();
      }
      return CompletableFuture.completedFuture(other.keys.ring());
    }

    @Override
    public List<Member> members() {
      return managers.keySet().stream().map(member -> new Member(member, "node" + member, "address" + member,
          member == leader, !cutOff.contains(member))).toList();
    }

    @Override
    public long ownRaftId() {
      return id;
    }
  }

  @BeforeEach
  void start() {
    for (long id = 1; id <= 3; id++) {
      managers.put(id, new One(id));
    }
    managers.values().forEach(One::start);
  }

  private One manager(long id) {
    return managers.get(id);
  }

  private void elect(long id) {
    leader = id;
    managers.values().forEach(GivenGroup::changed);
  }

  private void assertSettled(long... ids) {
    Set<Integer> inUse = new HashSet<>();
    for (long id : ids) {
      assertThat(manager(id).kept.needsRotation()).as("manager %d", id).isFalse();
      assertThat(manager(id).kept.ring().pending()).as("manager %d", id).isEmpty();
      inUse.add(manager(id).inUse());
    }
    assertThat(inUse).hasSize(1);
  }

  private static int generations(One manager) {
    return manager.kept.ring().toContents().getKeysCount() - 1;
  }

  @Test
  @Tag("identity-52")
  void aLockedClusterHasOneNewKeyInUse() {
    managers.values().forEach(One::lock);
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(manager(1).inUse()).isNotEqualTo(FIRST.current().id());
    assertThat(generations(manager(1))).isEqualTo(1);
  }

  @Test
  void nothingIsDueNothingIsDone() {
    environment.runFor(LONG);
    elect(2);
    environment.runFor(LONG);
    assertThat(managers.values()).allMatch(manager -> manager.kept.ring().equals(FIRST));
  }

  /** It would lie in clear on that manager's disk, and need replacing itself. */
  @Test
  void theKeyIsNotHandedToAManagerThatHasNotLockedYet() {
    manager(1).lock();
    environment.runFor(Duration.ofSeconds(20));
    assertThat(manager(1).kept.ring().pending()).isPresent();
    assertThat(manager(1).inUse()).isEqualTo(FIRST.current().id());
    assertThat(manager(2).kept.ring()).isEqualTo(FIRST);
    manager(2).lock();
    manager(3).lock();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(generations(manager(3))).isEqualTo(1);
  }

  @Test
  void aMinorityThatIsAwayDoesNotHoldItUpAndCatchesUp() {
    cutOff.add(3L);
    managers.values().forEach(One::lock);
    environment.runFor(LONG);
    assertSettled(1, 2);
    assertThat(manager(3).kept.needsRotation()).isTrue();
    cutOff.clear();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(generations(manager(3))).isEqualTo(1);
  }

  @Test
  void withoutAMajorityTheNextKeyIsNotUsed() {
    managers.values().forEach(One::lock);
    cutOff.addAll(List.of(2L, 3L));
    environment.runFor(LONG);
    assertThat(manager(1).inUse()).isEqualTo(FIRST.current().id());
    assertThat(manager(1).kept.ring().pending()).isPresent();
    cutOff.remove(2L);
    environment.runFor(LONG);
    assertSettled(1, 2);
  }

  @Test
  void aCrashOfTheLeaderOnTheWayAndTheNextOneGoesOn() {
    managers.values().forEach(One::lock);
    cutOff.addAll(List.of(2L, 3L));
    environment.runFor(LONG);
    int lost = manager(1).kept.ring().newest().id();
    manager(1).crash();
    cutOff.clear();
    cutOff.add(1L);
    elect(2);
    environment.runFor(LONG);
    assertSettled(2, 3);
    assertThat(manager(2).inUse()).isNotEqualTo(lost);

    cutOff.clear();
    manager(1).start();
    elect(1);
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
  }

  @Test
  void aCrashBetweenPreparingAndUsingIsGoneOnFrom() {
    manager(1).kept = new KeptKeys(FIRST, true, true).withNext();
    int prepared = manager(1).kept.ring().newest().id();
    manager(1).crash();
    manager(1).start();
    environment.runFor(LONG);
    assertThat(manager(1).inUse()).isEqualTo(FIRST.current().id());
    manager(2).kept = new KeptKeys(FIRST, true, true);
    manager(3).kept = new KeptKeys(FIRST, true, true);
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(manager(3).inUse()).isEqualTo(prepared);
  }

  /** It was handed out, and the next leader put it in use. */
  @Test
  void aLeaderThatCrashedBeforeItUsedItsKeyLearnsThatItIsInUse() {
    KeptKeys prepared = new KeptKeys(FIRST, true, true).withNext();
    managers.values().forEach(manager -> manager.kept = prepared);
    manager(1).crash();
    cutOff.add(1L);
    elect(2);
    environment.runFor(LONG);
    assertSettled(2, 3);
    cutOff.clear();
    manager(1).start();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(manager(1).inUse()).isEqualTo(prepared.ring().newest().id());
  }

  @Test
  void aKeyNobodyElseWasHandedIsSettledToo() {
    managers.values().forEach(manager -> manager.kept = new KeptKeys(FIRST, true, false));
    manager(1).crash();
    manager(1).kept = new KeptKeys(FIRST, true, true).withNext();
    elect(2);
    manager(1).start();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
  }

  /** A key that was being handed out when the disk was opened and locked again has lain in clear as well. */
  @Test
  void lockedAgainOnTheWayThereIsOneMoreRound() {
    managers.values().forEach(manager -> manager.kept = new KeptKeys(FIRST, true, false));
    manager(1).kept = new KeptKeys(FIRST.withNext(), true, false);
    manager(1).lock();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(generations(manager(1))).isEqualTo(2);
  }

  /** Toggled while it was away: the cluster has replaced the key since, and it takes that one. */
  @Test
  @Tag("identity-62")
  void aManagerThatWasAwayWhileTheLockWasToggledHasOneMoreKey() {
    managers.values().forEach(One::lock);
    environment.runFor(LONG);
    cutOff.add(3L);
    manager(1).lock();
    manager(2).lock();
    environment.runFor(LONG);
    assertThat(generations(manager(1))).isEqualTo(2);
    assertThat(generations(manager(3))).isEqualTo(1);
    cutOff.clear();
    manager(3).lock();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(generations(manager(3))).isEqualTo(2);
  }

  /** The leader joined after the lock, so that only a follower knows of the key that lay in clear. */
  @Test
  void aFollowerAsksTheLeaderForWhatOnlyItKnowsIsDue() {
    managers.values().forEach(manager -> manager.kept = new KeptKeys(FIRST, true, false));
    manager(3).lock();
    environment.runFor(LONG);
    assertSettled(1, 2, 3);
    assertThat(generations(manager(1))).isEqualTo(1);
  }

  @Test
  void twoKeysOfOneNumberAreRefused() {
    KeyRing other = KeyRing.create();
    assertThatThrownBy(() -> FIRST.merged(other)).hasMessage("there are two data keys of number 1");
  }
}
