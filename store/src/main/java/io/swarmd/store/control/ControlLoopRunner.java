package io.swarmd.store.control;

import io.swarmd.loop.ClockWatch;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.Timer;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Outcome;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs one control loop in one leadership: brings it changes, its own wake-ups and the outcomes of what it proposed,
 * and takes its units to the store. The snapshots it is given are those up to the last change set it was given.
 *
 * <p>When changes were left out, or the loop threw, it is started again from a new view; but not before the outcome of
 * every unit it proposed is known, as it must not decide anew what is still in flight. When it throws, the exception
 * goes on to the event loop, which logs it (or, in a simulation, ends the run).
 *
 * <p>Timers follow the time that passes. A loop thinks in calendar time, though, for that is what objects carry; so it
 * is started again also when the clock was set: every moment it has in mind is of another calendar then. A new leader's
 * clock is no other case.
 */
public final class ControlLoopRunner implements AutoCloseable {

  /** How long a loop that threw is left alone. */
  private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);

  private final Environment environment;
  private final Store store;
  private final ControlLoop control;
  private final EventLoop loop;
  private final long term;
  private final Metrics metrics;
  private Optional<Subscription> subscription = Optional.empty();
  private Optional<Timer> timer = Optional.empty();
  private StoreView seen;
  /** Of the calendar the loop goes by. */
  private ClockWatch clock;
  /** Units whose outcome is not known yet. */
  private long outstanding;
  /** Whether the loop waits to be started (again). */
  private boolean starting = true;
  private volatile boolean closed;

  private ControlLoopRunner(
      Environment environment, Store store, ControlLoop control, EventLoop loop, long term, Metrics metrics) {
    this.environment = environment;
    this.store = store;
    this.control = control;
    this.loop = loop;
    this.term = term;
    this.metrics = metrics;
    this.clock = new ClockWatch(environment);
    this.seen = store.view();
  }

  /**
   * Starts a control loop.
   *
   * @param loop where all its calls run; stays the caller's to close
   * @param term the leadership its units are for
   */
  public static ControlLoopRunner start(
      Environment environment, Store store, ControlLoop control, EventLoop loop, long term, Metrics metrics) {
    ControlLoopRunner runner = new ControlLoopRunner(environment, store, control, loop, term, metrics);
    control.wakeBy(() -> loop.execute(runner::onTimer));
    loop.execute(runner::startWhenSettled);
    return runner;
  }

  /** From any thread. The control loop is not called after this returns, when called from its event loop. */
  @Override
  public void close() {
    closed = true;
    loop.execute(this::letGo);
  }

  private void letGo() {
    subscription.ifPresent(Subscription::close);
    subscription = Optional.empty();
    timer.ifPresent(Timer::cancel);
    timer = Optional.empty();
  }

  private void startWhenSettled() {
    if (closed || !starting || outstanding > 0) {
      return;
    }
    starting = false;
    Subscription watch = store.watch(loop, new Watching());
    subscription = Optional.of(watch);
    seen = watch.start();
    clock = new ClockWatch(environment);
    run(now -> control.start(seen, now));
  }

  /** Takes the loop out of its work until it can be started again. */
  private void restart() {
    letGo();
    starting = true;
    metrics.count("swarm_control_loop_restarts_total", 1, "loop", control.name());
  }

  private void run(Function<Instant, List<Unit>> call) {
    Instant now = clock.wall();
    long began = environment.monotonicNanos();
    try {
      List<Unit> units = call.apply(now);
      outstanding += units.size();
      store.propose(term, units, loop, this::onOutcome);
      armTimer(now.plusNanos(environment.monotonicNanos() - began));
    } catch (RuntimeException failure) {
      restart();
      timer = Optional.of(loop.schedule(RESTART_PAUSE, this::startWhenSettled));
      throw failure;
    } finally {
      metrics.time("swarm_control_loop_run_seconds", Duration.ofNanos(environment.monotonicNanos() - began),
          "loop", control.name());
    }
  }

  private void armTimer(Instant now) {
    timer.ifPresent(Timer::cancel);
    timer = control.nextWake().map(wake -> loop.schedule(Duration.between(now, wake), this::onTimer));
  }

  /** Whether the loop can go on by the calendar it knows; starts it again where the clock was set. */
  private boolean goesOn() {
    if (closed || starting) {
      return false;
    }
    if (clock.jumped()) {
      restart();
      startWhenSettled();
      return false;
    }
    return true;
  }

  private void onTimer() {
    if (goesOn()) {
      run(now -> control.onTimer(seen, now));
    }
  }

  private void onOutcome(Unit unit, Outcome outcome) {
    outstanding--;
    if (closed) {
      return;
    }
    if (!(outcome instanceof Outcome.Committed) && !store.leading().equals(Optional.of(term))) {
      close();
    } else if (starting) {
      startWhenSettled();
    } else if (goesOn()) {
      run(now -> control.onOutcome(unit, outcome, seen, now));
    }
  }

  private final class Watching implements Subscription.Watcher {

    @Override
    public void onChanges(ChangeSet changes) {
      if (goesOn()) {
        seen = changes.after();
        run(now -> control.onCommit(changes, now));
      }
    }

    @Override
    public void onResync(StoreView view) {
      if (!closed && !starting) {
        restart();
        startWhenSettled();
      }
    }
  }
}
