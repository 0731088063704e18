package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListNodesResponse;
import io.swarmd.store.group.ManagerGroup.Member;
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
    control.managers.leaderless(control.environment.monotonicNanos());
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
    control.managers.leaderless(control.environment.monotonicNanos());
    control.environment.runFor(Duration.ofMillis(1101));

    control.refused(Status.Code.UNKNOWN, TEXT, stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
  }

  /** Identity sheet, 19.1. */
  @Test
  void whoDoesNotAnswerIsNamedAndWhatToDo() {
    control.managers.put(new Member(1, "node1", "10.0.0.1:4242", false, true));
    control.managers.put(new Member(2, "node2", "10.0.0.2:4242", false, false));
    control.managers.put(new Member(3, "node3", "10.0.0.3:4242", false, false));
    control.store.group().depose();
    control.managers.leaderless(control.environment.monotonicNanos());
    control.environment.runFor(Duration.ofMillis(1101));

    control.refused(Status.Code.UNKNOWN, TEXT + " Of 3 managers 2 must answer, and these do not: 10.0.0.2:4242 (node "
        + "node2), 10.0.0.3:4242 (node node3). Start them; where they are lost for good, stop one that is left and start "
        + "it once with --force-new-cluster (docs/recovery.md).",
        stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
  }

  @Test
  void aReadThatWaitsIsAnsweredByTheNextLeader() throws Exception {
    control.store.group().depose();
    control.managers.leaderless(control.environment.monotonicNanos());
    ListenableFuture<ListNodesResponse> waiting =
        control.begin(stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
    control.environment.runFor(Duration.ofMillis(500));

    control.store.group().elect(0);
    control.managers.led();
    control.environment.runFor(Duration.ofMillis(300));

    assertThat(waiting.isDone()).isTrue();
    assertThat(waiting.get().getNodesList()).isEmpty();
  }
}
