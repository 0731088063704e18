package io.swarmd.ca.service;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;

/** A call made without a wire; keeps how it ended. */
final class RecordedCall<A> extends ServerCallStreamObserver<A> {

  private Optional<A> answer = Optional.empty();
  private Optional<Status> failure = Optional.empty();
  private boolean cancelled;
  private Runnable onCancel = () -> {};

  A answer() {
    return answer.orElseThrow(() -> new AssertionError("not answered: " + failure));
  }

  /** Code and text, for example {@code ABORTED: stopped}. */
  String refusal() {
    Status status = failure.orElseThrow(() -> new AssertionError("not refused: " + answer));
    return status.getCode() + ": " + status.getDescription();
  }

  boolean isOpen() {
    return answer.isEmpty() && failure.isEmpty();
  }

  void cancel() {
    cancelled = true;
    onCancel.run();
  }

  @Override
  public void onNext(A value) {
    if (!isOpen() || cancelled) {
      throw new IllegalStateException("answered twice, or after the caller had gone");
    }
    answer = Optional.of(value);
  }

  @Override
  public void onError(Throwable thrown) {
    if (!isOpen() || cancelled) {
      throw new IllegalStateException("answered twice, or after the caller had gone");
    }
    failure = Optional.of(Status.fromThrowable(thrown));
  }

  @Override
  public void onCompleted() {}

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public void setCompression(String compression) {}

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void disableAutoInboundFlowControl() {}
}
