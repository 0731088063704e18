package io.swarmd.agent.dispatch;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.PublishLogsResponse;
import java.util.function.Consumer;

/** A stream of log lines over gRPC. */
final class GrpcLogCall implements DispatcherClient.LogCall,
    ClientResponseObserver<PublishLogsMessage, PublishLogsResponse> {

  private final Runnable ready;
  private final Consumer<GrpcLogCall> ended;
  private ClientCallStreamObserver<PublishLogsMessage> call;
  private boolean over;

  GrpcLogCall(Runnable ready, Consumer<GrpcLogCall> ended) {
    this.ready = ready;
    this.ended = ended;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<PublishLogsMessage> started) {
    call = started;
    call.setOnReadyHandler(ready);
  }

  @Override
  public synchronized boolean ready() {
    return !over && call.isReady();
  }

  @Override
  public synchronized void send(PublishLogsMessage message) {
    if (!over) {
      call.onNext(message);
    }
  }

  @Override
  public synchronized void complete() {
    if (!over) {
      over = true;
      call.onCompleted();
    }
  }

  @Override
  public synchronized void cancel() {
    over = true;
    call.cancel("ended by the agent", null);
  }

  private synchronized void over() {
    over = true;
  }

  @Override
  public void onNext(PublishLogsResponse empty) {
    // It says nothing; managers of the original leave it out.
  }

  @Override
  public void onError(Throwable failure) {
    over();
    ended.accept(this);
  }

  @Override
  public void onCompleted() {
    over();
    ended.accept(this);
  }
}
