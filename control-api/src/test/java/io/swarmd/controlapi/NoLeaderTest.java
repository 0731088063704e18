package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListNodesResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every call ends, also where there is no leader (control sheet, 1.11). */
class NoLeaderTest {

  private static final String TEXT = "The swarm does not have a leader. It's possible that too few managers are "
      + "online. Make sure more than half of the managers are online.";

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  @Test
  @Tag("identity-72")
  void aReadThatWaitsEndsWithinElevenTicks() {
    control.store.group().depose();
    control.managers.leaderlessSince(control.environment.monotonicNanos());
    ListenableFuture<ListNodesResponse> waiting =
        control.begin(stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));

    control.environment.runFor(Duration.ofMillis(900));
    assertThat(waiting.isDone()).isFalse();
    control.environment.runFor(Duration.ofMillis(201));

    assertThatThrownBy(waiting::get).isInstanceOf(ExecutionException.class)
        .extracting(failure -> ((StatusRuntimeException) failure.getCause()).getStatus())
        .satisfies(status -> {
          assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
          assertThat(status.getDescription()).isEqualTo(TEXT);
        });
  }

  @Test
  @Tag("identity-72")
  void aNewCallEndsAtOnceAfterThat() {
    control.store.group().depose();
    control.managers.leaderlessSince(control.environment.monotonicNanos());
    control.environment.runFor(Duration.ofMillis(1101));

    control.refused(Status.Code.UNKNOWN, TEXT, stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
  }

  @Test
  void aReadThatWaitsIsAnsweredByTheNextLeader() throws Exception {
    control.store.group().depose();
    control.managers.leaderlessSince(control.environment.monotonicNanos());
    ListenableFuture<ListNodesResponse> waiting =
        control.begin(stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
    control.environment.runFor(Duration.ofMillis(500));

    control.store.group().elect(0);
    control.managers.leaderlessSince(null);
    control.environment.runFor(Duration.ofMillis(300));

    assertThat(waiting.isDone()).isTrue();
    assertThat(waiting.get().getNodesList()).isEmpty();
  }
}
