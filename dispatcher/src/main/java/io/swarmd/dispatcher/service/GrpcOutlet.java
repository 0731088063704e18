package io.swarmd.dispatcher.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Outlet;
import io.swarmd.dispatcher.stream.Refusal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * One stream's way out over gRPC. Messages are encoded on the given executor, one after the other, not on the
 * dispatcher's loop. Few wait here: the outlet is ready only when nothing waits and gRPC's own buffer has room.
 */
public final class GrpcOutlet<T> implements Outlet<T> {

  /** Opens the stream at whoever serves it. */
  public interface Opening<T> {
    OpenStream with(Outlet<T> outlet);
  }

  private final ServerCallStreamObserver<T> call;
  private final Executor encoding;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean draining;
  private boolean ended;
  /** Whether the dispatcher was told to wait until what is held here has gone. */
  private boolean awaited;
  private OpenStream stream;

  private GrpcOutlet(ServerCallStreamObserver<T> call, Executor encoding) {
    this.call = call;
    this.encoding = encoding;
  }

  /** Opens the stream of a call; to be called by the call's own thread, before anything comes of it. */
  public static <T> void open(StreamObserver<T> answers, Executor encoding, Opening<T> opening) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) answers;
    GrpcOutlet<T> outlet = new GrpcOutlet<>(call, encoding);
    OpenStream opened = opening.with(outlet);
    call.setOnReadyHandler(opened::ready);
    call.setOnCancelHandler(opened::cancel);
    outlet.drained(opened);
  }

  @Override
  public synchronized boolean ready() {
    awaited = draining;
    return !draining && call.isReady();
  }

  @Override
  public void send(T message) {
    enqueue(() -> call.onNext(message), false);
  }

  @Override
  public void complete() {
    enqueue(call::onCompleted, true);
  }

  @Override
  public void fail(Refusal why) {
    enqueue(() -> call.onError(Refusals.status(why)), true);
  }

  /** Names who is told when this outlet has sent what it held. */
  private synchronized void drained(OpenStream told) {
    stream = told;
  }

  private synchronized void enqueue(Runnable step, boolean last) {
    if (ended) {
      return;
    }
    ended = last;
    waiting.add(step);
    if (!draining) {
      draining = true;
      encoding.execute(this::drain);
    }
  }

  private void drain() {
    for (Runnable step = next(); step != null; step = next()) {
      if (!call.isCancelled()) {
        step.run();
      }
    }
  }

  /** The next step; null when there is none, which ends the draining and wakes the dispatcher if there is room. */
  private Runnable next() {
    OpenStream told;
    synchronized (this) {
      Runnable step = waiting.poll();
      if (step != null) {
        return step;
      }
      draining = false;
      told = awaited && !ended ? stream : null;
      awaited = false;
    }
    if (told != null && call.isReady()) {
      told.ready();
    }
    return null;
  }
}
