package io.swarmd.scheduler.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.v1.ExplainTasksRequest;
import io.swarmd.api.v1.ExplainTasksResponse;
import io.swarmd.api.v1.WaitingTask;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.simulated.StoreFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingServiceTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(3);
  private final StoreFixture store = StoreFixture.leading(environment);
  private final List<Runnable> work = new ArrayList<>();
  private final WaitingService service = new WaitingService(store.store(), work::add);

  /** What one call was answered. */
  private static final class Answer implements StreamObserver<ExplainTasksResponse> {
    private Optional<ExplainTasksResponse> response = Optional.empty();
    private Status status = Status.UNKNOWN;

    @Override
    public void onNext(ExplainTasksResponse given) {
      response = Optional.of(given);
    }

    @Override
    public void onError(Throwable refusal) {
      status = Status.fromThrowable(refusal);
    }

    @Override
    public void onCompleted() {
      status = Status.OK;
    }
  }

  private Answer ask(List<String> ids) {
    Answer answer = new Answer();
    service.explainTasks(ExplainTasksRequest.newBuilder().addAllTaskIds(ids).build(), answer);
    environment.runDue();
    return answer;
  }

  private void doTheWork() {
    List.copyOf(work).forEach(Runnable::run);
    work.clear();
  }

  @Test
  void tasksThatWaitAreExplainedInTheOrderAsked() {
    for (String id : new String[] {"a", "b"}) {
      Task.Builder task = Task.newBuilder().setId(id).setDesiredState(TaskState.RUNNING);
      task.getStatusBuilder().setState(TaskState.PENDING);
      store.commit(task.build());
    }
    Answer answer = ask(List.of("b", "unknown", "a"));
    doTheWork();
    assertThat(answer.status.isOk()).isTrue();
    assertThat(answer.response.orElseThrow().getTasksList()).extracting(WaitingTask::getTaskId)
        .containsExactly("b", "a");
  }

  @Test
  void tooManyTasksAreRefused() {
    Answer answer = ask(Collections.nCopies(WaitingService.MAX_TASKS + 1, "a"));
    assertThat(answer.status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(answer.status.getDescription()).startsWith("task_ids: 1001 are too many");
  }

  @Test
  void tooManyCallsAreRefusedUntilSomeAreAnswered() {
    for (int i = 0; i < Readings.MAX_CALLS; i++) {
      ask(List.of());
    }
    assertThat(ask(List.of()).status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    doTheWork();
    Answer answer = ask(List.of());
    doTheWork();
    assertThat(answer.status.isOk()).isTrue();
  }
}
