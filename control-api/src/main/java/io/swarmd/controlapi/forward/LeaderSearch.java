package io.swarmd.controlapi.forward;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse;
import io.swarmd.api.HealthGrpc;
import io.swarmd.controlapi.call.LeaderAbsence;
import io.swarmd.controlapi.health.HealthService;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Store;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Finds the leader for calls that only it can answer, waiting while there is none for as long as {@link LeaderAbsence}
 * allows. Any thread may call; answers come on a loop of its own.
 */
final class LeaderSearch {

  /** One who searches. */
  record Seeker(BooleanSupplier gone, Consumer<Target> found, Consumer<Status> gaveUp) {}

  /** More calls than these do not wait: they are refused. */
  static final int MOST_WAITING = 10_000;
  /** A search that has found nobody by then is given up, also when an election seems always just over. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Duration AGAIN = Duration.ofMillis(500);

  private final Environment environment;
  private final Store store;
  private final ManagerGroup managers;
  private final LeaderChannels channels;
  private final LeaderAbsence absence;
  private final Port port;
  private final EventLoop loop;
  private final AtomicInteger waiting = new AtomicInteger();

  LeaderSearch(
      Port port, Environment environment, Store store, ManagerGroup managers, LeaderChannels channels) {
    this.port = port;
    this.environment = environment;
    this.store = store;
    this.managers = managers;
    this.channels = channels;
    this.absence = new LeaderAbsence(environment, managers);
    this.loop = environment.newLoop("leader-search");
  }

  /** Who leads now, if that is known. A manager that has won but is not ready yet does not count. */
  Optional<Target> now() {
    if (store.leading().isPresent()) {
      return Optional.of(new Target.Here());
    }
    return managers.leader().filter(leader -> leader.raftId() != managers.ownRaftId()).map(Target.There::new);
  }

  /** Waits for a leader. */
  void find(Seeker seeker) {
    start(seeker, Optional.empty());
  }

  /** Waits for another leader than the one that could not be reached, or for that one to serve again. */
  void findAfter(Member unreachable, Seeker seeker) {
    start(seeker, Optional.of(unreachable));
  }

  private void start(Seeker seeker, Optional<Member> unreachable) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      seeker.gaveUp.accept(Status.RESOURCE_EXHAUSTED.withDescription("too many calls wait for a leader"));
      return;
    }
    long since = environment.monotonicNanos();
    loop.execute(() -> look(seeker, unreachable, since));
  }

  private void look(Seeker seeker, Optional<Member> unreachable, long since) {
    Optional<Target> target = now();
    if (seeker.gone.getAsBoolean()) {
      waiting.decrementAndGet();
    } else if (target.isPresent() && !isSame(target.get(), unreachable)) {
      end(() -> seeker.found.accept(target.get()));
    } else if (absence.isLong() || environment.monotonicNanos() - since > LONGEST.toNanos()) {
      end(() -> seeker.gaveUp.accept(port.refusal(absence).getStatus()));
    } else if (target.isPresent()) {
      probe(unreachable.orElseThrow(), serves -> {
        if (serves) {
          end(() -> seeker.found.accept(target.get()));
        } else {
          loop.schedule(AGAIN, () -> look(seeker, unreachable, since));
        }
      });
    } else {
      loop.schedule(LeaderAbsence.TICK, () -> look(seeker, unreachable, since));
    }
  }

  private void end(Runnable report) {
    waiting.decrementAndGet();
    report.run();
  }

  private static boolean isSame(Target target, Optional<Member> member) {
    return target instanceof Target.There there
        && member.filter(other -> other.raftId() == there.leader().raftId()).isPresent();
  }

  /** Asks the manager whether its Raft serves; the answer comes on the loop, no answer is a no. */
  private void probe(Member member, Consumer<Boolean> answer) {
    HealthGrpc.newStub(channels.to(member)).withDeadlineAfter(1, TimeUnit.SECONDS).check(
        HealthCheckRequest.newBuilder().setService(HealthService.RAFT).build(), new StreamObserver<>() {
          @Override
          public void onNext(HealthCheckResponse response) {
            boolean serves = response.getStatus() == HealthCheckResponse.ServingStatus.SERVING;
            loop.execute(() -> answer.accept(serves));
          }

          @Override
          public void onError(Throwable failure) {
            loop.execute(() -> answer.accept(false));
          }

          @Override
          public void onCompleted() {}
        });
  }
}
