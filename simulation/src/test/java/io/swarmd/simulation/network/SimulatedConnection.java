package io.swarmd.simulation.network;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.AttachNetworkRequest;
import io.swarmd.api.AttachNetworkResponse;
import io.swarmd.api.DetachNetworkRequest;
import io.swarmd.api.DetachNetworkResponse;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.SessionRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.TasksMessage;
import io.swarmd.api.TasksRequest;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.api.UpdateTaskStatusResponse;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.dispatcher.service.Refusals;
import io.swarmd.dispatcher.stream.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A node's connection to one manager, which hands its calls on to the leader it can reach, as managers do. Calls go
 * through the network both ways.
 */
final class SimulatedConnection implements DispatcherClient {

  private static final Duration NOTICE = Duration.ofSeconds(2);
  private static final Status BROKEN = Status.UNAVAILABLE.withDescription("connection broken");

  private final Network network;
  private final Managers managers;
  private final String nodeId;
  private final String gateway;
  private final Executor callbacks;
  private final List<SimulatedCall<?>> calls = new ArrayList<>();
  private boolean closed;

  SimulatedConnection(Network network, Managers managers, String nodeId, String gateway, Executor callbacks) {
    this.network = network;
    this.managers = managers;
    this.nodeId = nodeId;
    this.gateway = gateway;
    this.callbacks = callbacks;
    network.opened(this);
  }

  boolean touches(String place) {
    return nodeId.equals(place) || gateway.equals(place)
        || calls.stream().anyMatch(call -> call.server().equals(Optional.of(place)));
  }

  /** Both ends notice, each in its own time. */
  void breakOff() {
    network.closed(this);
    for (SimulatedCall<?> call : List.copyOf(calls)) {
      network.after(network.way().plus(NOTICE), call::cancelAtServer);
      network.after(network.way(), () -> call.failAtClient(BROKEN));
    }
  }

  /** The place of the dispatcher that this connection's calls come to now. */
  private Optional<String> leader() {
    if (managers.dispatcher(gateway).isPresent()) {
      return Optional.of(gateway);
    }
    return managers.places().stream()
        .filter(place -> network.connected(gateway, place) && managers.dispatcher(place).isPresent()).findFirst();
  }

  private boolean reaches(Optional<String> server) {
    return network.connected(nodeId, gateway)
        && server.map(place -> network.connected(gateway, place)).orElse(true);
  }

  /** What a call does at the dispatcher it arrives at. */
  private interface Serving<A> {
    void at(Dispatcher dispatcher, String place, SimulatedCall<A> call);
  }

  private <A> Call unary(StreamObserver<A> answers, Serving<A> serving) {
    SimulatedCall<A> call = newCall(answers);
    call.up().send(() -> arrived(call, serving));
    return call;
  }

  /** A stream is never opened twice by the network. */
  private <A> Call stream(StreamObserver<A> answers, Serving<A> serving) {
    SimulatedCall<A> call = newCall(answers);
    call.up().transmit(() -> arrived(call, serving));
    return call;
  }

  private <A> SimulatedCall<A> newCall(StreamObserver<A> answers) {
    SimulatedCall<A> call = new SimulatedCall<>(network, callbacks, answers, this::reaches, calls::remove);
    calls.add(call);
    return call;
  }

  private <A> void arrived(SimulatedCall<A> call, Serving<A> serving) {
    Optional<String> place = leader();
    if (place.isEmpty()) {
      call.fail(new Refusal(Refusal.Reason.STOPPED));
      return;
    }
    call.servedAt(place.get());
    try {
      serving.at(managers.dispatcher(place.get()).orElseThrow(), place.get(), call);
    } catch (Refusal refused) {
      call.fail(refused);
    }
  }

  @Override
  public Call session(SessionRequest request, StreamObserver<SessionMessage> answers) {
    return stream(answers, (dispatcher, place, call) -> call.opened(
        dispatcher.openSession(nodeId, Optional.of("192.0.2.7"), request, call)));
  }

  @Override
  public Call assignments(AssignmentsRequest request, StreamObserver<AssignmentsMessage> answers) {
    return stream(answers, (dispatcher, place, call) -> call.opened(
        dispatcher.openAssignments(nodeId, request.getSessionId(), call)));
  }

  @Override
  public Call tasks(TasksRequest request, StreamObserver<TasksMessage> answers) {
    return stream(answers, (dispatcher, place, call) -> call.opened(
        dispatcher.openTasks(nodeId, request.getSessionId(), call)));
  }

  @Override
  public Call heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> answer) {
    return unary(answer, (dispatcher, place, call) -> {
      Duration period = dispatcher.heartbeat(nodeId, request.getSessionId());
      call.answer(HeartbeatResponse.newBuilder().setPeriod(com.google.protobuf.Duration.newBuilder()
          .setSeconds(period.getSeconds()).setNanos(period.getNano())).build());
    });
  }

  @Override
  public Call updateTaskStatus(UpdateTaskStatusRequest request, StreamObserver<UpdateTaskStatusResponse> answer) {
    return unary(answer, (dispatcher, place, call) ->
        dispatcher.updateTaskStatus(nodeId, request).whenComplete((done, failure) -> {
          if (failure != null) {
            call.failWith(Refusals.status(failure).getStatus());
          } else {
            managers.acknowledged(place, request);
            call.answer(UpdateTaskStatusResponse.getDefaultInstance());
          }
        }));
  }

  @Override
  public Call attachNetwork(AttachNetworkRequest request, StreamObserver<AttachNetworkResponse> answer) {
    throw new UnsupportedOperationException("machines here start no containers of their own");
  }

  @Override
  public Call detachNetwork(DetachNetworkRequest request, StreamObserver<DetachNetworkResponse> answer) {
    throw new UnsupportedOperationException("machines here start no containers of their own");
  }

  /** The managers here pass on no logs. */
  @Override
  public Call listenSubscriptions(ListenSubscriptionsRequest request, StreamObserver<SubscriptionMessage> answers) {
    return stream(answers, (dispatcher, place, call) -> call.failWith(Status.UNIMPLEMENTED));
  }

  @Override
  public LogCall publishLogs(Runnable ready, Runnable ended) {
    throw new UnsupportedOperationException("no manager here asks for logs");
  }

  @Override
  public void close(boolean succeeded) {
    if (!closed) {
      closed = true;
      network.closed(this);
      List.copyOf(calls).forEach(SimulatedCall::cancel);
    }
  }
}
