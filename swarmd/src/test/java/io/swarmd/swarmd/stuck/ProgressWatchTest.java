package io.swarmd.swarmd.stuck;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.LogFaults;
import io.swarmd.store.simulated.SimulatedGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProgressWatchTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final SimulatedGroup group = new SimulatedGroup(environment, 3, LogFaults.NONE);
  private final List<LocalStore> stores = IntStream.range(0, 3)
      .mapToObj(member -> LocalStore.start(environment, group.log(member), Metrics.NONE)).toList();
  private final List<String> seen = new ArrayList<>();
  private boolean refuses;

  @BeforeEach
  void lead() {
    group.elect(0);
    environment.runDue();
    for (int member = 0; member < stores.size(); member++) {
      new ProgressWatch(environment, stores.get(member), manager(member));
    }
  }

  private ProgressWatch.Watched manager(int member) {
    return new ProgressWatch.Watched() {
      @Override
      public void serving(boolean serving) {
        seen.add(member + (serving ? " serves" : " does not serve"));
      }

      @Override
      public CompletableFuture<Void> giveUpLeadership() {
        seen.add(member + " gives up");
        if (refuses) {
          return CompletableFuture.failedFuture(new IllegalStateException("nobody else is there"));
        }
        group.elect(1);
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  private CompletableFuture<Service> write(int member, String id) {
    CompletableFuture<Service> written = stores.get(member).update(
        transaction -> transaction.create(Table.SERVICE, Service.newBuilder().setId(id).build()));
    environment.runDue();
    return written;
  }

  /** What the leader writes is not applied any more, and the log says nothing of it. */
  private void wedge() {
    group.isolate(0);
    write(0, "held");
  }

  @Test
  @Tag("identity-73")
  void aLeaderWhoseStoreStandsStillLetsAnotherLeadOnce() {
    wedge();
    environment.runFor(ProgressWatch.PATIENCE);
    assertThat(seen).isEmpty();
    assertThat(stores.getFirst().leading()).isPresent();
    environment.runFor(Duration.ofSeconds(10));
    // Once it follows, the log has said what became of its entries.
    assertThat(seen).containsExactly("0 does not serve", "0 gives up", "0 serves");
    assertThat(stores.get(1).leading()).isPresent();
    assertThat(write(1, "next")).isCompleted();

    environment.runFor(Duration.ofMinutes(10));
    group.heal(0);
    environment.runFor(Duration.ofSeconds(10));
    assertThat(seen).hasSize(3);
    assertThat(stores.getFirst().leading()).isEmpty();
    assertThat(stores.get(1).leading()).isPresent();
  }

  @Test
  void withoutAnotherItTriesAgainEachMinuteAndServesOnceItGoesOn() {
    refuses = true;
    wedge();
    environment.runFor(ProgressWatch.PATIENCE.plusSeconds(10));
    assertThat(seen).containsExactly("0 does not serve", "0 gives up");
    environment.runFor(ProgressWatch.BETWEEN.minusSeconds(10));
    assertThat(seen).hasSize(2);
    environment.runFor(Duration.ofSeconds(10));
    assertThat(seen).containsExactly("0 does not serve", "0 gives up", "0 gives up");
    group.heal(0);
    environment.runFor(Duration.ofSeconds(5));
    assertThat(seen).endsWith("0 gives up", "0 serves");
    assertThat(stores.getFirst().leading()).isPresent();
  }

  @Test
  void aStoreThatIsSlowOrIdleOrFollowsIsLeftAlone() {
    environment.runFor(Duration.ofMinutes(5));
    for (int stall = 0; stall < 10; stall++) {
      group.isolate(0);
      write(0, "slow-" + stall);
      environment.runFor(Duration.ofSeconds(25));
      group.heal(0);
      environment.runFor(Duration.ofSeconds(6));
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aJumpOfTheClockIsNoStandstill() {
    environment.shiftWallClock(Duration.ofHours(1));
    environment.runFor(Duration.ofMinutes(1));
    environment.shiftWallClock(Duration.ofHours(-2));
    environment.runFor(Duration.ofMinutes(1));
    assertThat(seen).isEmpty();
  }

  @Test
  void stacksNameThreadsThatAreAtSomethingOfOurs() {
    assertThat(ThreadStacks.lines()).anyMatch(line -> line.startsWith(Thread.currentThread().getName() + " (RUNNABLE)")
        && line.contains("ThreadStacks.lines"));
  }
}
