package io.swarmd.membership.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.JoinResponse;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ManagerJoinTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final JoinResponse LET_IN = JoinResponse.newBuilder().setRaftId(7).build();

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final Deque<CompletableFuture<JoinResponse>> script = new ArrayDeque<>();
  private int tries;
  private final ManagerJoin join = new ManagerJoin(environment, (request, limit) -> {
    tries++;
    assertThat(request.getAddr()).isEqualTo("10.0.0.2:4242");
    assertThat(limit).isEqualTo(Duration.ofSeconds(25));
    return script.size() > 1 ? script.poll() : script.element();
  });

  private static CompletableFuture<JoinResponse> failing(Status.Code code, String text) {
    return CompletableFuture.failedFuture(code.toStatus().withDescription(text).asRuntimeException());
  }

  private CompletableFuture<JoinResponse> joined() {
    CompletableFuture<JoinResponse> answer = join.join("10.0.0.2:4242", PATIENCE);
    environment.runFor(PATIENCE.multipliedBy(2));
    return answer;
  }

  @Test
  void itTriesUntilItIsLetIn() {
    script.add(failing(Status.Code.UNAVAILABLE, "connection refused"));
    script.add(failing(Status.Code.UNKNOWN, "The swarm does not have a leader."));
    script.add(failing(Status.Code.FAILED_PRECONDITION, "node lost leader status"));
    script.add(CompletableFuture.completedFuture(LET_IN));
    assertThat(joined()).isCompletedWithValue(LET_IN);
    assertThat(tries).isEqualTo(4);
  }

  @Test
  void aRefusalThatStaysIsTheAnswer() {
    script.add(failing(Status.Code.PERMISSION_DENIED, "not a manager"));
    assertThat(((StatusRuntimeException) joined().exceptionNow()).getStatus().getDescription())
        .isEqualTo("not a manager");
    assertThat(tries).isEqualTo(1);
  }

  @Test
  void whenPatienceEndsTheLastFailureIsTheAnswer() {
    script.add(failing(Status.Code.FAILED_PRECONDITION, "could not connect to prospective new cluster member"));
    assertThat(joined().exceptionNow()).hasMessageContaining("could not connect to prospective");
    assertThat(tries).isBetween(10, 25);
  }

  @Test
  void withoutAnAddressNobodyIsAsked() {
    assertThat(join.join("", PATIENCE).exceptionNow())
        .hasMessage("attempted to join raft cluster without knowing own address");
    assertThat(tries).isZero();
  }
}
