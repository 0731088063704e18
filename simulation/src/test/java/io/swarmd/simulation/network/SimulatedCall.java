package io.swarmd.simulation.network;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.agent.dispatch.DispatcherClient;
import io.swarmd.dispatcher.service.Refusals;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One call, seen from both of its ends. A unary request may come twice; the first answer counts. */
final class SimulatedCall<A> implements DispatcherClient.Call, Outlet<A> {

  private final Network network;
  private final Executor callbacks;
  private final StreamObserver<A> answers;
  private final Consumer<SimulatedCall<A>> forget;
  private final Pipe up;
  private final Pipe down;
  private final List<OpenStream> streams = new ArrayList<>();
  private Optional<String> server = Optional.empty();
  private boolean ended;
  private boolean failed;

  SimulatedCall(Network network, Executor callbacks, StreamObserver<A> answers, Predicate<Optional<String>> reaches,
      Consumer<SimulatedCall<A>> forget) {
    this.network = network;
    this.callbacks = callbacks;
    this.answers = answers;
    this.forget = forget;
    this.up = new Pipe(network, () -> reaches.test(server));
    this.down = new Pipe(network, () -> reaches.test(server));
  }

  Pipe up() {
    return up;
  }

  Optional<String> server() {
    return server;
  }

  void servedAt(String place) {
    server = Optional.of(place);
  }

  void opened(OpenStream stream) {
    streams.add(stream);
  }

  /** The only answer, and the end. */
  void answer(A message) {
    down.send(() -> {
      atClient(() -> answers.onNext(message));
      endAtClient(answers::onCompleted);
    });
  }

  @Override
  public boolean ready() {
    boolean free = !network.chance(network.conditions().jam());
    if (!free) {
      network.after(network.way(), () -> streams.forEach(OpenStream::ready));
    }
    return free;
  }

  @Override
  public void send(A message) {
    if (!failed) {
      down.send(() -> atClient(() -> answers.onNext(message)));
    }
  }

  @Override
  public void complete() {
    if (!failed) {
      failed = true;
      down.sendSurely(() -> endAtClient(answers::onCompleted));
    }
  }

  @Override
  public void fail(Refusal why) {
    failWith(Refusals.status(why).getStatus());
  }

  void failWith(Status status) {
    if (!failed) {
      failed = true;
      down.sendSurely(() -> failAtClient(status));
    }
  }

  void failAtClient(Status status) {
    endAtClient(() -> answers.onError(status.asRuntimeException()));
  }

  private void endAtClient(Runnable last) {
    atClient(last);
    ended = true;
    forget.accept(this);
  }

  private void atClient(Runnable told) {
    if (!ended) {
      callbacks.execute(told);
    }
  }

  @Override
  public void cancel() {
    ended = true;
    forget.accept(this);
    up.sendSurely(this::cancelAtServer);
  }

  void cancelAtServer() {
    streams.forEach(OpenStream::cancel);
  }
}
