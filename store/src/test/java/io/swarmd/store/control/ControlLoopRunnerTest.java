package io.swarmd.store.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.simulated.StoreFixture;
import io.swarmd.store.state.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlLoopRunnerTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final StoreFixture fixture = StoreFixture.leading(environment);
  private final EventLoop loop = environment.newLoop("control");
  private final Scripted control = new Scripted();

  private ControlLoopRunner start() {
    ControlLoopRunner runner =
        ControlLoopRunner.start(environment, fixture.store(), control, loop, fixture.term(), Metrics.NONE);
    environment.runDue();
    return runner;
  }

  @Test
  void aLoopIsStartedWithAViewAndGivenEveryChangeAfterIt() {
    fixture.commit(Samples.service("a", "a"));
    start();
    fixture.commit(Samples.service("b", "b"));
    assertThat(control.calls).containsExactly("start 1", "commit 2");
  }

  @Test
  void theOutcomeComesAfterTheChangeSetItMade() {
    control.answer = List.of(Unit.of("s", new Unit.Create<>(Table.SERVICE, Samples.service("s", "s"))));
    start();
    assertThat(control.calls).containsExactly("start 0", "commit 1", "outcome s Committed[version=1] at 1");
    assertThat(fixture.get(Table.SERVICE, "s").getId()).isEqualTo("s");
  }

  @Test
  void itIsWokenWhenItAskedToBe() {
    control.wake = Optional.of(environment.now().plusSeconds(10));
    start();
    environment.runFor(Duration.ofSeconds(9));
    assertThat(control.calls).containsExactly("start 0");
    control.wakeOnTimer = Optional.of(environment.now().plusSeconds(20));
    environment.runFor(Duration.ofSeconds(1));
    assertThat(control.calls).containsExactly("start 0", "timer 0");
    environment.runFor(Duration.ofSeconds(60));
    assertThat(control.calls).containsExactly("start 0", "timer 0", "timer 0");
  }

  @Test
  void aClockThatIsSetBackHoldsUpNoTimerAndTheLoopBeginsAnewByIt() {
    control.waits = Duration.ofSeconds(10);
    start();
    environment.runFor(Duration.ofSeconds(5));
    environment.shiftWallClock(Duration.ofHours(-1));
    environment.runFor(Duration.ofSeconds(5));
    assertThat(control.calls).containsExactly("start 0", "start 0");
    environment.runFor(Duration.ofSeconds(10));
    assertThat(control.calls).containsExactly("start 0", "start 0", "timer 0");
  }

  @Test
  void aClockThatIsSetForwardMakesNothingDueTooSoon() {
    control.waits = Duration.ofSeconds(10);
    start();
    environment.shiftWallClock(Duration.ofHours(1));
    fixture.commit(Samples.service("a", "a"));
    assertThat(control.calls).containsExactly("start 0", "start 1");
    environment.runFor(Duration.ofSeconds(9));
    assertThat(control.calls).containsExactly("start 0", "start 1");
    environment.runFor(Duration.ofSeconds(1));
    assertThat(control.calls).containsExactly("start 0", "start 1", "timer 1");
  }

  @Test
  void aLoopIsStartedByAnotherClockOnlyOnceTheOutcomesOfWhatItProposedAreKnown() {
    control.answer = List.of(Unit.of("s", new Unit.Create<>(Table.SERVICE, Samples.service("s", "s"))));
    ControlLoopRunner.start(environment, fixture.store(), control, loop, fixture.term(), Metrics.NONE);
    while (control.calls.isEmpty()) {
      environment.step();
    }
    environment.shiftWallClock(Duration.ofHours(-1));
    environment.runFor(Duration.ofSeconds(5));
    assertThat(control.calls).containsExactly("start 0", "start 1");
  }

  @Test
  void aClosedLoopIsNeverCalledAgain() {
    control.wake = Optional.of(environment.now().plusSeconds(1));
    ControlLoopRunner runner = start();
    runner.close();
    fixture.commit(Samples.service("b", "b"));
    environment.runFor(Duration.ofMinutes(1));
    assertThat(control.calls).containsExactly("start 0");
  }

  @Test
  void aLoopThatThrowsIsStartedAgainAfterAPause() {
    start();
    control.failOnce = true;
    fixture.store().update(tx -> tx.create(Table.SERVICE, Samples.service("a", "a")));
    assertThatThrownBy(environment::runDue).hasMessage("broken");
    environment.runDue();
    assertThat(control.calls).containsExactly("start 0");
    environment.runFor(Duration.ofSeconds(2));
    fixture.commit(Samples.service("b", "b"));
    assertThat(control.calls).containsExactly("start 0", "start 1", "commit 2");
  }

  @Test
  void aLoopOfALostLeadershipStopsByItself() {
    start();
    fixture.group().depose();
    environment.runDue();
    control.answer = List.of(Unit.of("s", new Unit.Create<>(Table.SERVICE, Samples.service("s", "s"))));
    control.wake = Optional.of(environment.now().plusSeconds(1));
    ControlLoopRunner late = ControlLoopRunner.start(environment, fixture.store(), control, loop, 1, Metrics.NONE);
    environment.runFor(Duration.ofSeconds(5));
    assertThat(control.calls).containsExactly("start 0", "start 0");
    late.close();
  }

  @Test
  void aLoopThatHasItselfWokenIsCalledOnce() {
    start();
    control.waker.run();
    environment.runFor(Duration.ofMillis(1));
    assertThat(control.calls).containsExactly("start 0", "timer 0");
  }

  @Test
  void aLoopThatHasEndedIsNotWoken() {
    start().close();
    control.waker.run();
    environment.runFor(Duration.ofMillis(1));
    assertThat(control.calls).doesNotContain("timer 0");
  }

  /** Does as it is told, and remembers what it was called for. */
  private static final class Scripted implements ControlLoop {

    private final List<String> calls = new ArrayList<>();
    private List<Unit> answer = List.of();
    private Optional<Instant> wake = Optional.empty();
    private Optional<Instant> wakeOnTimer = Optional.empty();
    /** Begun anew by every start. */
    private Duration waits = Duration.ZERO;
    private boolean failOnce;
    private Runnable waker;

    @Override
    public void wakeBy(Runnable wake) {
      waker = wake;
    }

    @Override
    public String name() {
      return "scripted";
    }

    private List<Unit> called(String what) {
      if (failOnce) {
        failOnce = false;
        throw new IllegalStateException("broken");
      }
      calls.add(what);
      List<Unit> units = answer;
      answer = List.of();
      return units;
    }

    @Override
    public List<Unit> start(StoreView snapshot, Instant now) {
      wake = waits.isZero() ? wake : Optional.of(now.plus(waits));
      return called("start " + snapshot.version());
    }

    @Override
    public List<Unit> onCommit(ChangeSet committed, Instant now) {
      return called("commit " + committed.version());
    }

    @Override
    public List<Unit> onTimer(StoreView snapshot, Instant now) {
      wake = wakeOnTimer;
      wakeOnTimer = Optional.empty();
      return called("timer " + snapshot.version());
    }

    @Override
    public List<Unit> onOutcome(Unit unit, Outcome outcome, StoreView snapshot, Instant now) {
      return called("outcome " + unit.key() + " " + outcome + " at " + snapshot.version());
    }

    @Override
    public Optional<Instant> nextWake() {
      return wake;
    }
  }
}
