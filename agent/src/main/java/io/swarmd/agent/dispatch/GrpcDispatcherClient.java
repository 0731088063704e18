package io.swarmd.agent.dispatch;

import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.ResourceAllocatorGrpc;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A dispatcher behind a gRPC channel. The channel belongs to whoever made it and is given back at the end. Observers
 * run on the executor given, and the next message of a stream is asked for only after the last was handled there, so a
 * slow agent holds back its manager instead of filling a queue. Safe for use by many threads.
 */
public final class GrpcDispatcherClient implements DispatcherClient {

  /** A complete set of assignments may be larger than gRPC's usual limit (dispatch sheet, 9.5.1). */
  private static final int INBOUND_BYTES_MAX = Integer.MAX_VALUE;

  private final DispatcherGrpc.DispatcherStub stub;
  private final ResourceAllocatorGrpc.ResourceAllocatorStub allocator;
  private final LogBrokerGrpc.LogBrokerStub logs;
  private final Consumer<Boolean> closed;
  private final Set<Call> running = ConcurrentHashMap.newKeySet();

  /**
   * @param channel leads to the manager, with this node's certificate
   * @param callbacks where observers are called
   * @param closed called at the end with whether the manager served well; gives the channel back
   */
  public GrpcDispatcherClient(Channel channel, Executor callbacks, Consumer<Boolean> closed) {
    this.stub = DispatcherGrpc.newStub(channel).withExecutor(callbacks).withMaxInboundMessageSize(INBOUND_BYTES_MAX);
    this.allocator = ResourceAllocatorGrpc.newStub(channel).withExecutor(callbacks);
    this.logs = LogBrokerGrpc.newStub(channel).withExecutor(callbacks);
    this.closed = closed;
  }

  @Override
  public Call session(SessionRequest request, StreamObserver<SessionMessage> answers) {
    return call(request, answers, stub::session);
  }

  @Override
  public Call assignments(AssignmentsRequest request, StreamObserver<AssignmentsMessage> answers) {
    return call(request, answers, stub::assignments);
  }

  @Override
  public Call tasks(TasksRequest request, StreamObserver<TasksMessage> answers) {
    return call(request, answers, stub::tasks);
  }

  @Override
  public Call heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> answer) {
    return call(request, answer, stub::heartbeat);
  }

  @Override
  public Call updateTaskStatus(UpdateTaskStatusRequest request, StreamObserver<UpdateTaskStatusResponse> answer) {
    return call(request, answer, stub::updateTaskStatus);
  }

  @Override
  public Call attachNetwork(AttachNetworkRequest request, StreamObserver<AttachNetworkResponse> answer) {
    return call(request, answer, allocator::attachNetwork);
  }

  @Override
  public Call detachNetwork(DetachNetworkRequest request, StreamObserver<DetachNetworkResponse> answer) {
    return call(request, answer, allocator::detachNetwork);
  }

  @Override
  public Call listenSubscriptions(
      ListenSubscriptionsRequest request, StreamObserver<SubscriptionMessage> subscriptions) {
    return call(request, subscriptions, logs::listenSubscriptions);
  }

  @Override
  public LogCall publishLogs(Runnable ready, Runnable ended) {
    GrpcLogCall call = new GrpcLogCall(ready, over -> {
      running.remove(over);
      ended.run();
    });
    running.add(call);
    logs.publishLogs(call);
    return call;
  }

  private <Q extends Message, A extends Message> Call call(
      Q request, StreamObserver<A> answers, BiConsumer<Q, StreamObserver<A>> method) {
    Cancellable<Q, A> call = new Cancellable<>(answers);
    running.add(call);
    method.accept(request, call);
    return call;
  }

  @Override
  public void close(boolean succeeded) {
    running.forEach(Call::cancel);
    closed.accept(succeeded);
  }

  /** Passes answers on and can end its call. */
  private final class Cancellable<Q, A> implements ClientResponseObserver<Q, A>, Call {

    private final StreamObserver<A> answers;
    private volatile ClientCallStreamObserver<Q> call;

    Cancellable(StreamObserver<A> answers) {
      this.answers = answers;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> started) {
      call = started;
    }

    @Override
    public void cancel() {
      running.remove(this);
      call.cancel("ended by the agent", null);
    }

    @Override
    public void onNext(A answer) {
      answers.onNext(answer);
    }

    @Override
    public void onError(Throwable failure) {
      running.remove(this);
      answers.onError(failure);
    }

    @Override
    public void onCompleted() {
      running.remove(this);
      answers.onCompleted();
    }
  }
}
