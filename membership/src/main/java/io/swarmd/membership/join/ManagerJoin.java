package io.swarmd.membership.join;

import io.grpc.Status;
import io.swarmd.api.JoinRequest;
import io.swarmd.api.JoinResponse;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this manager into the group: asks until it is let in, told why not, or the time is over. Joining twice is
 * harmless, so a try whose answer was lost is simply made again. The manager must serve its remote API before it asks,
 * as the leader calls it back.
 */
public final class ManagerJoin implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ManagerJoin.class);
  /** One try: 5 s and two elections (identity sheet, 13.8). */
  static final Duration TRY_LIMIT = Duration.ofSeconds(25);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  /** Refusals that the same call will not outlive. */
  private static final Set<Status.Code> FINAL = Set.of(Status.Code.INVALID_ARGUMENT, Status.Code.PERMISSION_DENIED,
      Status.Code.UNAUTHENTICATED, Status.Code.UNIMPLEMENTED, Status.Code.NOT_FOUND);

  private final Environment environment;
  private final JoinCall call;
  private final EventLoop loop;

  public ManagerJoin(Environment environment, JoinCall call) {
    this.environment = environment;
    this.call = call;
    this.loop = environment.newLoop("manager-join");
  }

  /**
   * Joins under the given address.
   *
   * @param address host:port at which the other managers reach this one
   * @param patience how long to go on trying; then the last failure is the answer
   * @return the answer of the leader; fails with the {@code StatusRuntimeException} of the last try, or at once when no
   *     address is known
   */
  public CompletableFuture<JoinResponse> join(String address, Duration patience) {
    if (address.isEmpty()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("attempted to join raft cluster without knowing own address"));
    }
    CompletableFuture<JoinResponse> answer = new CompletableFuture<>();
    Attempt attempt = new Attempt(JoinRequest.newBuilder().setAddr(address).setCanManage(true).build(),
        environment.monotonicNanos() + patience.toNanos(), answer);
    loop.execute(() -> attempt.begin(FIRST_PAUSE));
    return answer;
  }

  @Override
  public void close() {
    loop.close();
  }

  /** The tries of one call. */
  private final class Attempt {
    private final JoinRequest request;
    private final long endNanos;
    private final CompletableFuture<JoinResponse> answer;

    Attempt(JoinRequest request, long endNanos, CompletableFuture<JoinResponse> answer) {
      this.request = request;
      this.endNanos = endNanos;
      this.answer = answer;
    }

    /** Tries now; {@code pause} is the wait before the next try. */
    void begin(Duration pause) {
      call.join(request, TRY_LIMIT).whenCompleteAsync((response, failure) -> {
        if (failure == null) {
          answer.complete(response);
        } else if (isFinal(failure) || environment.monotonicNanos() + pause.toNanos() > endNanos) {
          answer.completeExceptionally(Status.fromThrowable(failure).asRuntimeException());
        } else {
          log.info("not yet let in as a manager: {}", Status.fromThrowable(failure).getDescription());
          Duration doubled = pause.multipliedBy(2);
          loop.schedule(pause, () -> begin(doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled));
        }
      }, loop);
    }

    private boolean isFinal(Throwable failure) {
      return FINAL.contains(Status.fromThrowable(failure).getCode());
    }
  }
}
