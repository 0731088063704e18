package io.swarmd.agent.dispatch;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusResponse;

/**
 * The dispatcher of one manager, and what else nodes ask of managers over the same connection. Calls do not block;
 * answers come in order through the observers, on the executor the connection was made with. A call that fails ends
 * with {@code onError}, carrying a gRPC status.
 */
public interface DispatcherClient {

  /** A call under way. */
  interface Call {

    /** Ends the call; its observer may still hear of it. */
    void cancel();
  }

  /** A stream of log lines to the manager. Used by one thread, except {@link #cancel}. */
  interface LogCall extends Call {

    /** Whether the transport takes a message without piling it up. */
    boolean ready();

    /** Sends a message; does nothing once the call has ended. */
    void send(PublishLogsMessage message);

    /** All was sent. */
    void complete();
  }

  Call session(SessionRequest request, StreamObserver<SessionMessage> answers);

  Call assignments(AssignmentsRequest request, StreamObserver<AssignmentsMessage> answers);

  /** The older form of {@link #assignments}, for managers that know no other. */
  Call tasks(TasksRequest request, StreamObserver<TasksMessage> answers);

  Call heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> answer);

  Call updateTaskStatus(UpdateTaskStatusRequest request, StreamObserver<UpdateTaskStatusResponse> answer);

  Call attachNetwork(AttachNetworkRequest request, StreamObserver<AttachNetworkResponse> answer);

  Call detachNetwork(DetachNetworkRequest request, StreamObserver<DetachNetworkResponse> answer);

  Call listenSubscriptions(ListenSubscriptionsRequest request, StreamObserver<SubscriptionMessage> subscriptions);

  /**
   * Opens a stream of log lines. Managers of the original end it without an answer, ours with an empty one: neither is
   * told.
   *
   * @param ready called when the transport takes messages again
   * @param ended called when the manager ended the stream, or it broke off
   */
  LogCall publishLogs(Runnable ready, Runnable ended);

  /**
   * Ends all calls and lets go of the manager.
   *
   * @param succeeded false when the manager failed this agent, which makes it a worse choice for the next session
   */
  void close(boolean succeeded);
}
