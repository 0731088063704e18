package io.swarmd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.session.FakeDispatcher;
import io.swarmd.agent.session.FakeDispatcher.Mood;
import io.swarmd.agent.worker.ScriptedExecutor;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.loop.SimulatedEnvironment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node's own containers in networks of the cluster (dispatch sheet, 3.9). */
class NetworkAttachmentsTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final FakeDispatcher dispatcher = new FakeDispatcher(environment);
  private final Agent agent = new Agent(environment, AgentSettings.defaults(), dispatcher, new ScriptedExecutor(),
      new MemoryTaskDatabase(), AgentListener.NONE);

  @BeforeEach
  void start() {
    agent.start();
    environment.runDue();
  }

  private CompletableFuture<String> attach(String... addresses) {
    CompletableFuture<String> answer = agent.attachments().attach("c1", "front", List.of(addresses));
    environment.runDue();
    return answer;
  }

  private static Status failure(CompletableFuture<?> answer) {
    assertThat(answer).isCompletedExceptionally();
    return Status.fromThrowable(answer.exceptionNow());
  }

  @Test
  void theyAreAskedForAndGivenBackOverTheSession() {
    assertThat(attach("10.0.1.7")).isCompletedWithValue("attachment-1");
    AttachNetworkRequest asked = dispatcher.attached.getFirst();
    assertThat(asked.getContainerId()).isEqualTo("c1");
    assertThat(asked.getConfig().getTarget()).isEqualTo("front");
    assertThat(asked.getConfig().getAddressesList()).containsExactly("10.0.1.7");
    CompletableFuture<Void> detached = agent.attachments().detach("attachment-1");
    environment.runDue();
    assertThat(detached).isCompleted();
    assertThat(dispatcher.detached).containsExactly("attachment-1");
  }

  @Test
  void aRefusalIsToldAndTheSessionGoesOn() {
    dispatcher.attachMood = Mood.FAILS;
    dispatcher.failure = Status.PERMISSION_DENIED.withDescription("network front not manually attachable");
    assertThat(failure(attach())).satisfies(status -> {
      assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(status.getDescription()).isEqualTo("network front not manually attachable");
    });
    assertThat(dispatcher.closed).isEmpty();
    dispatcher.attachMood = Mood.ANSWERS;
    assertThat(attach()).isCompleted();
  }

  @Test
  void withoutASessionItFailsAtOnce() {
    dispatcher.sessionMood = Mood.HANGS;
    dispatcher.breakSession();
    environment.runDue();
    assertThat(failure(attach()).getDescription()).isEqualTo("this node has no session with a manager, try again");
    assertThat(dispatcher.attached).isEmpty();
  }
}
