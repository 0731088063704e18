package io.swarmd.dispatcher.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.TaskState;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.api.UpdateTaskStatusResponse;
import io.swarmd.api.UpdateVolumeStatusRequest;
import io.swarmd.api.UpdateVolumeStatusResponse;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.dispatcher.DispatcherFixture;
import io.swarmd.dispatcher.Samples;
import io.swarmd.identity.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service over gRPC: codes, callers and flow control. All runs on the test's thread. */
class DispatcherServiceTest {

  private final DispatcherFixture at = new DispatcherFixture(
      Samples.node("n1", NodeStatus.State.READY), Samples.task("own", "n1", TaskState.STARTING),
      Samples.task("foreign", "n2", TaskState.STARTING));
  private final AtomicReference<Optional<Dispatcher>> leading = new AtomicReference<>(Optional.of(at.dispatcher));
  private Caller caller = node("n1", "198.51.100.9:51234");
  private Server server;
  private ManagedChannel channel;

  private static Caller node(String nodeId, String address) {
    return new Caller(nodeId, Set.of(Caller.WORKER), "cluster-1", address, Optional.empty());
  }

  /** Places the caller that the test wants, as authorisation does. */
  private final class PlaceCaller implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
  }

  @BeforeEach
  void serve() throws Exception {
    String name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).directExecutor().intercept(new PlaceCaller())
        .addService(new DispatcherService(leading::get, () -> Optional.of("10.0.0.1:4242"), Runnable::run))
        .build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private Answers<SessionMessage> session() {
    Answers<SessionMessage> answers = new Answers<>();
    DispatcherGrpc.newStub(channel).session(SessionRequest.getDefaultInstance(), answers);
    at.environment.runDue();
    return answers;
  }

  private Answers<UpdateTaskStatusResponse> report(String sessionId, String taskId) {
    Answers<UpdateTaskStatusResponse> answers = new Answers<>();
    DispatcherGrpc.newStub(channel).updateTaskStatus(UpdateTaskStatusRequest.newBuilder().setSessionId(sessionId)
        .addUpdates(TaskStatusUpdate.newBuilder().setTaskId(taskId).setStatus(Samples.status(TaskState.RUNNING)))
        .build(), answers);
    at.environment.runDue();
    return answers;
  }

  private void beat(String sessionId) {
    DispatcherGrpc.newBlockingStub(channel)
        .heartbeat(HeartbeatRequest.newBuilder().setSessionId(sessionId).build());
  }

  @Test
  void aSessionNamesTheNodeAndItsAddress() {
    SessionMessage message = session().messages.getLast();
    assertThat(message.getNode().getId()).isEqualTo("n1");
    assertThat(message.getNode().getStatus().getAddr()).isEqualTo("198.51.100.9");
  }

  @Test
  void aManagersOwnNodeIsSeenAtTheManagersAddress() {
    caller = node("n1", "");
    assertThat(session().messages.getLast().getNode().getStatus().getAddr()).isEqualTo("10.0.0.1");
  }

  @Test
  void aHeartbeatIsAnsweredWithThePeriod() {
    String id = session().messages.getLast().getSessionId();
    var answer = DispatcherGrpc.newBlockingStub(channel)
        .heartbeat(HeartbeatRequest.newBuilder().setSessionId(id).build());
    assertThat(answer.getPeriod().getSeconds()).isBetween(4L, 5L);
  }

  @Test
  void refusalsHaveTheCodesNodesKnow() {
    assertThatThrownBy(() -> beat("other")).hasMessage("INVALID_ARGUMENT: session invalid");
    caller = node("stranger", "");
    assertThatThrownBy(() -> beat("other")).hasMessage("NOT_FOUND: node not registered");
    assertThat(session().failure()).isEqualTo("UNKNOWN: node not found");
    caller = node("n1", "");
    for (int i = 0; i < 3; i++) {
      session();
    }
    assertThat(session().failure())
        .isEqualTo("UNAVAILABLE: node n1 exceeded rate limit count of registrations");
  }

  @Test
  void reportsAreAnsweredOrRefused() {
    String id = session().messages.getLast().getSessionId();
    assertThat(report(id, "own").completed).isTrue();
    assertThat(at.state("own")).isEqualTo(TaskState.RUNNING);
    assertThat(report(id, "foreign").failure())
        .isEqualTo("PERMISSION_DENIED: task foreign is not assigned to node n1");
    assertThat(report("", "own").failure()).isEqualTo("INVALID_ARGUMENT: session invalid");

    Answers<UpdateVolumeStatusResponse> volumes = new Answers<>();
    DispatcherGrpc.newStub(channel).updateVolumeStatus(
        UpdateVolumeStatusRequest.newBuilder().setSessionId(id).build(), volumes);
    at.environment.runDue();
    assertThat(volumes.completed).isTrue();
  }

  @Test
  @Tag("dispatch-39")
  void taskStreamsNeedTheSession() {
    Answers<AssignmentsMessage> assignments = new Answers<>();
    DispatcherGrpc.newStub(channel).assignments(AssignmentsRequest.getDefaultInstance(), assignments);
    Answers<TasksMessage> tasks = new Answers<>();
    DispatcherGrpc.newStub(channel).tasks(TasksRequest.getDefaultInstance(), tasks);
    at.environment.runDue();
    assertThat(assignments.failure()).isEqualTo("INVALID_ARGUMENT: session invalid");
    assertThat(tasks.failure()).isEqualTo("INVALID_ARGUMENT: session invalid");
  }

  @Test
  void withoutLeadershipEveryCallIsAborted() {
    leading.set(Optional.empty());
    assertThatThrownBy(() -> beat("any")).hasMessage("ABORTED: dispatcher is stopped");
    assertThat(session().failure()).isEqualTo("ABORTED: dispatcher is stopped");
    assertThat(report("any", "own").failure()).isEqualTo("ABORTED: dispatcher is stopped");
  }

  @Test
  @Tag("dispatch-17")
  void losingLeadershipEndsTheSessionAfterALastMessage() {
    Answers<SessionMessage> answers = session();
    int before = answers.messages.size();
    at.dispatcher.close();
    at.environment.runDue();
    assertThat(answers.messages).hasSize(before + 1);
    assertThat(answers.failure()).isEqualTo("ABORTED: node must disconnect");
  }

  @Test
  void aSlowNodeIsSentOnlyWhatIsSoWhenItReadsAgain() {
    String id = session().messages.getLast().getSessionId();
    ClientCall<AssignmentsRequest, AssignmentsMessage> call =
        channel.newCall(DispatcherGrpc.getAssignmentsMethod(), CallOptions.DEFAULT);
    Answers<AssignmentsMessage> answers = new Answers<>();
    call.start(answers.listener(), new Metadata());
    call.sendMessage(AssignmentsRequest.newBuilder().setSessionId(id).build());
    call.halfClose();
    call.request(1);
    at.environment.runDue();
    assertThat(answers.messages).hasSize(1);

    for (int i = 0; i < 500; i++) {
      at.commit(Samples.task("new", "n1", TaskState.ASSIGNED));
      at.environment.runFor(Duration.ofMillis(30));
    }
    assertThat(answers.messages).hasSize(1);

    call.request(10);
    at.environment.runFor(Duration.ofMillis(100));
    assertThat(answers.messages.size()).isLessThanOrEqualTo(3);
    assertThat(answers.messages.getLast().getChanges(0).getAssignment().getTask().getId()).isEqualTo("new");
  }

  @Test
  void aCancelledCallIsForgotten() {
    Answers<SessionMessage> answers = new Answers<>();
    Context.CancellableContext context = Context.current().withCancellation();
    context.run(() -> DispatcherGrpc.newStub(channel).session(SessionRequest.getDefaultInstance(), answers));
    at.environment.runDue();
    int before = answers.messages.size();
    context.cancel(null);
    at.environment.runDue();
    at.commit(at.node("n1").toBuilder().setVXLANUDPPort(1).build());
    assertThat(answers.messages).hasSize(before);
    assertThat(answers.status.getCode()).isEqualTo(Status.Code.CANCELLED);
  }
}
