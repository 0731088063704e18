package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.v1.ExplainTasksRequest;
import io.swarmd.api.v1.ExplainTasksResponse;
import io.swarmd.api.v1.WaitingGrpc;
import io.swarmd.api.v1.WaitingTask;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users and programs are told of tasks that wait. */
class WaitingTasksTest {

  private static final String TEXT = "no suitable node (scheduling constraints not satisfied on 2 nodes: w1, w2; "
      + "insufficient resources on 1 node: w3)";

  private final Explainer explainer = new Explainer();
  private final CommandLineFixture line = new CommandLineFixture(explainer);

  /** A manager that says the same of every task it is asked about. */
  private static final class Explainer extends WaitingGrpc.WaitingImplBase {
    private final List<String> asked = new ArrayList<>();
    private Status refusal = Status.OK;

    @Override
    public void explainTasks(ExplainTasksRequest request, StreamObserver<ExplainTasksResponse> observer) {
      asked.addAll(request.getTaskIdsList());
      if (!refusal.isOk()) {
        observer.onError(refusal.asRuntimeException());
        return;
      }
      ExplainTasksResponse.Builder response = ExplainTasksResponse.newBuilder();
      for (String id : request.getTaskIdsList()) {
        WaitingTask.Builder why = response.addTasksBuilder().setTaskId(id).setText(TEXT);
        why.addReasonsBuilder().setReason("scheduling constraints not satisfied on 2 nodes").setNodeCount(2)
            .addNodesBuilder().setNodeId("id1").setName("w1").setDetail("node.labels.disk==ssd");
      }
      observer.onNext(response.build());
      observer.onCompleted();
    }
  }

  @BeforeEach
  void aServiceWithTasksThatWait() {
    Service.Builder service = Service.newBuilder().setId("sid");
    service.getSpecBuilder().getAnnotationsBuilder().setName("web");
    line.control.services.add(service.build());
    task("t1", 1, TaskState.PENDING, TaskState.RUNNING);
    task("t2", 2, TaskState.PENDING, TaskState.RUNNING);
    task("t3", 3, TaskState.RUNNING, TaskState.RUNNING);
    task("t4", 4, TaskState.PENDING, TaskState.SHUTDOWN);
  }

  private void task(String id, int slot, TaskState state, TaskState desired) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId("sid").setSlot(slot).setDesiredState(desired);
    task.getServiceAnnotationsBuilder().setName("web");
    task.getStatusBuilder().setState(state);
    if (state == TaskState.PENDING) {
      task.getStatusBuilder().setErr("no suitable node (insufficient resources on 1 node)");
    }
    line.control.tasks.add(task.build());
  }

  @AfterEach
  void close() {
    line.close();
  }

  @Test
  void aTaskTellsWhyItWaits() {
    String shown = line.shows("task", "inspect", "t1");
    assertThat(shown).containsPattern("  Error +: no suitable node \\(insufficient resources on 1 node\\)\n");
    assertThat(shown).contains("Waiting").containsPattern("  Reason +: " + java.util.regex.Pattern.quote(TEXT) + "\n");
    assertThat(shown).containsPattern("  w1 +: node.labels.disk==ssd\n");
    assertThat(line.shows("task", "inspect", "t3")).doesNotContain("Waiting");
  }

  @Test
  void tasksOfAServiceAreGroupedByTheReason() {
    assertThat(line.shows("service", "ps", "web")).endsWith("\n\n===> Waiting\nweb.1, web.2: " + TEXT + "\n");
    assertThat(explainer.asked).containsExactly("t1", "t2");
    assertThat(line.shows("service", "ps", "-q", "web")).isEqualTo("t1\nt2\nt3\nt4\n");
    assertThat(explainer.asked).as("ids need no reasons").hasSize(2);
  }

  @Test
  void programsGetTheReasonsInTheTask() throws InvalidProtocolBufferException {
    Struct.Builder task = Struct.newBuilder();
    JsonFormat.parser().merge(line.shows("task", "inspect", "--format", "json", "t1"), task);
    assertThat(task.getFieldsOrThrow("id").getStringValue()).isEqualTo("t1");
    Struct waiting = task.getFieldsOrThrow("waiting").getStructValue();
    assertThat(waiting.getFieldsOrThrow("text").getStringValue()).isEqualTo(TEXT);
    Struct reason = waiting.getFieldsOrThrow("reasons").getListValue().getValues(0).getStructValue();
    assertThat(reason.getFieldsOrThrow("nodeCount").getNumberValue()).isEqualTo(2);
    assertThat(line.shows("service", "ps", "--format", "json", "web").split("\"waiting\"")).hasSize(3);
  }

  @Test
  void aManagerThatCannotTellLeavesTheErrors() {
    explainer.refusal = Status.UNIMPLEMENTED;
    assertThat(line.shows("task", "inspect", "t1")).doesNotContain("Waiting");
    assertThat(line.err).isEmpty();
    explainer.refusal = Status.RESOURCE_EXHAUSTED.withDescription("ask again");
    assertThat(line.shows("service", "ps", "web")).doesNotContain("Waiting");
    assertThat(line.err).isEqualTo("why tasks wait is not known: ask again\n");
  }
}
