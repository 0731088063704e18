package io.swarmd.controlapi.call;

import io.grpc.Status;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The calls that wait for the cluster, each of which ends: with its answer, with the text for a cluster that has had
 * no leader for ten ticks, or after {@link #LONGEST}. One timer looks after all of them, and runs only while there
 * are any.
 */
final class Waiting {

  /** A call that is not answered by then ends, though what it asked may still be done. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  private record Call(CompletableFuture<?> answer, long sinceNanos) {}

  private final Environment environment;
  private final EventLoop loop;
  private final LeaderAbsence absence;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();

  Waiting(Environment environment, EventLoop loop, LeaderAbsence absence) {
    this.environment = environment;
    this.loop = loop;
    this.absence = absence;
  }

  /** Looks after the call until its answer is there. */
  void add(CompletableFuture<?> answer) {
    if (absence.isLong()) {
      answer.completeExceptionally(absence.explainedRefusal());
      return;
    }
    Call call = new Call(answer, environment.monotonicNanos());
    calls.add(call);
    answer.whenComplete((result, failure) -> calls.remove(call));
    lookAgain();
  }

  private void lookAgain() {
    if (!calls.isEmpty() && looking.compareAndSet(false, true)) {
      loop.schedule(LeaderAbsence.TICK, this::look);
    }
  }

  private void look() {
    looking.set(false);
    if (absence.isLong()) {
      calls.forEach(call -> call.answer.completeExceptionally(absence.explainedRefusal()));
    }
    long oldest = environment.monotonicNanos() - LONGEST.toNanos();
    calls.stream().filter(call -> call.sinceNanos < oldest).forEach(call -> call.answer.completeExceptionally(
        Refusal.of(Status.DEADLINE_EXCEEDED, "not answered within " + LONGEST.toSeconds()
            + " s; what was asked may still be done, look before asking again")));
    lookAgain();
  }
}
