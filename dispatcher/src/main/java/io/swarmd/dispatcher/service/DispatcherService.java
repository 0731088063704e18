package io.swarmd.dispatcher.service;

import com.google.protobuf.Duration;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusResponse;
import io.swarmd.api.UpdateVolumeStatusRequest;
import io.swarmd.api.UpdateVolumeStatusResponse;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.identity.Caller;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The Dispatcher service of a manager. Bound once; each call goes to the dispatcher of the present leadership, and is
 * refused while there is none. Who calls is the {@link Caller} of the context, which authorisation has checked.
 */
public final class DispatcherService extends DispatcherGrpc.DispatcherImplBase {

  private final Supplier<Optional<Dispatcher>> leading;
  private final Supplier<Optional<String>> ownAddress;
  private final Executor encoding;

  /**
   * @param leading the dispatcher of the present leadership
   * @param ownAddress host:port at which this manager is known, the address of a node that calls without network
   * @param encoding encodes and sends stream messages, in order for each stream
   */
  public DispatcherService(
      Supplier<Optional<Dispatcher>> leading, Supplier<Optional<String>> ownAddress, Executor encoding) {
    this.leading = leading;
    this.ownAddress = ownAddress;
    this.encoding = encoding;
  }

  @Override
  public void session(SessionRequest request, StreamObserver<SessionMessage> answers) {
    Caller caller = Caller.current();
    stream(answers, (dispatcher, outlet) ->
        dispatcher.openSession(caller.nodeId(), addressOf(caller), request, outlet));
  }

  @Override
  public void assignments(AssignmentsRequest request, StreamObserver<AssignmentsMessage> answers) {
    String nodeId = Caller.current().nodeId();
    stream(answers, (dispatcher, outlet) -> dispatcher.openAssignments(nodeId, request.getSessionId(), outlet));
  }

  @Override
  public void tasks(TasksRequest request, StreamObserver<TasksMessage> answers) {
    String nodeId = Caller.current().nodeId();
    stream(answers, (dispatcher, outlet) -> dispatcher.openTasks(nodeId, request.getSessionId(), outlet));
  }

  @Override
  public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> answer) {
    try {
      java.time.Duration period = dispatcher().heartbeat(Caller.current().nodeId(), request.getSessionId());
      answer.onNext(HeartbeatResponse.newBuilder()
          .setPeriod(Duration.newBuilder().setSeconds(period.getSeconds()).setNanos(period.getNano()))
          .build());
      answer.onCompleted();
    } catch (Refusal refused) {
      answer.onError(Refusals.status(refused));
    }
  }

  @Override
  public void updateTaskStatus(UpdateTaskStatusRequest request, StreamObserver<UpdateTaskStatusResponse> answer) {
    unary(answer, UpdateTaskStatusResponse.getDefaultInstance(),
        dispatcher -> dispatcher.updateTaskStatus(Caller.current().nodeId(), request));
  }

  @Override
  public void updateVolumeStatus(
      UpdateVolumeStatusRequest request, StreamObserver<UpdateVolumeStatusResponse> answer) {
    unary(answer, UpdateVolumeStatusResponse.getDefaultInstance(),
        dispatcher -> dispatcher.updateVolumeStatus(Caller.current().nodeId(), request));
  }

  /** A call on a dispatcher whose answer says only that it is done. */
  private interface Report {
    CompletableFuture<Void> to(Dispatcher dispatcher);
  }

  private <T> void unary(StreamObserver<T> answer, T done, Report report) {
    try {
      report.to(dispatcher()).whenComplete((ignored, failure) -> {
        if (failure == null) {
          answer.onNext(done);
          answer.onCompleted();
        } else {
          answer.onError(Refusals.status(failure));
        }
      });
    } catch (Refusal refused) {
      answer.onError(Refusals.status(refused));
    }
  }

  private <T> void stream(StreamObserver<T> answers, BiFunction<Dispatcher, Outlet<T>, OpenStream> opening) {
    try {
      Dispatcher dispatcher = dispatcher();
      GrpcOutlet.open(answers, encoding, outlet -> opening.apply(dispatcher, outlet));
    } catch (Refusal refused) {
      answers.onError(Refusals.status(refused));
    }
  }

  private Dispatcher dispatcher() {
    return leading.get().orElseThrow(() -> new Refusal(Refusal.Reason.STOPPED));
  }

  /** Where the node was seen; a manager's own node, which calls without network, at the manager's address. */
  private Optional<String> addressOf(Caller caller) {
    return caller.remoteAddress().isEmpty()
        ? ownAddress.get().flatMap(PeerAddress::ip)
        : PeerAddress.ip(caller.remoteAddress());
  }
}
