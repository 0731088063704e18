package io.swarmd.dispatcher;

import com.google.protobuf.Message;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.dispatcher.secret.SecretProvider;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.GivenGroup;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A dispatcher over a store that leads, on a simulated machine, and nodes that call it. */
public final class DispatcherFixture {

  public final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  public final StoreFixture store = StoreFixture.leading(environment);
  public final GivenGroup group = new GivenGroup(GivenGroup.member(1, "manager-1"));
  public final List<OpenStream> streams = new ArrayList<>();
  private final SecretProvider secrets;
  public Dispatcher dispatcher;

  public DispatcherFixture(Message... objects) {
    this(SecretProvider.NONE, objects);
  }

  public DispatcherFixture(SecretProvider secrets, Message... objects) {
    this.secrets = secrets;
    store.commit(Samples.cluster(Duration.ofSeconds(5)));
    if (objects.length > 0) {
      store.commit(objects);
    }
    start();
  }

  /** A new dispatcher, as after a change of leadership. */
  public void start() {
    dispatcher = new Dispatcher(environment, store.store(), group, store.term(), "manager-1", Metrics.NONE,
        DispatcherSettings.standard(), secrets);
    dispatcher.start();
    environment.runDue();
  }

  public void commit(Message... objects) {
    store.commit(objects);
    environment.runDue();
  }

  public RecordingOutlet<SessionMessage> session(String nodeId, SessionRequest request) {
    RecordingOutlet<SessionMessage> outlet = new RecordingOutlet<>();
    streams.add(dispatcher.openSession(nodeId, Optional.of("192.0.2.7"), request, outlet));
    environment.runDue();
    return outlet;
  }

  /** Registers, and gives the stream. */
  public RecordingOutlet<SessionMessage> register(String nodeId) {
    return session(nodeId, SessionRequest.newBuilder().setDescription(Samples.host("host-" + nodeId)).build());
  }

  /** Registers, and gives the session's id. */
  public String sessionId(String nodeId) {
    return register(nodeId).last().getSessionId();
  }

  public RecordingOutlet<AssignmentsMessage> assignments(String nodeId, String sessionId) {
    RecordingOutlet<AssignmentsMessage> outlet = new RecordingOutlet<>();
    streams.add(dispatcher.openAssignments(nodeId, sessionId, outlet));
    environment.runDue();
    return outlet;
  }

  public CompletableFuture<Void> report(String nodeId, String sessionId, Map<String, TaskStatus> statuses) {
    UpdateTaskStatusRequest.Builder request = UpdateTaskStatusRequest.newBuilder().setSessionId(sessionId);
    statuses.forEach((id, status) ->
        request.addUpdates(TaskStatusUpdate.newBuilder().setTaskId(id).setStatus(status)));
    CompletableFuture<Void> answer = dispatcher.updateTaskStatus(nodeId, request.build());
    environment.runDue();
    return answer;
  }

  /** Beats for so long, every so often. */
  public void beat(String nodeId, String sessionId, Duration span, Duration every) {
    for (Duration passed = Duration.ZERO; passed.compareTo(span) < 0; passed = passed.plus(every)) {
      dispatcher.heartbeat(nodeId, sessionId);
      environment.runFor(every);
    }
  }

  public NodeStatus status(String nodeId) {
    return node(nodeId).getStatus();
  }

  public Node node(String nodeId) {
    return store.get(Table.NODE, nodeId);
  }

  public Task task(String taskId) {
    return store.get(Table.TASK, taskId);
  }

  public TaskState state(String taskId) {
    return task(taskId).getStatus().getState();
  }

  /** Why the call is refused. */
  public static Refusal.Reason refusal(Runnable call) {
    try {
      call.run();
    } catch (Refusal refused) {
      return refused.reason();
    }
    throw new AssertionError("the call was not refused");
  }

  /** Why the answer failed. */
  public static Refusal.Reason refusal(CompletableFuture<Void> answer) {
    return ((Refusal) answer.exceptionNow()).reason();
  }
}
