package io.swarmd.dispatcher.service;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a call answered. */
public final class Answers<T> implements StreamObserver<T> {

  public final List<T> messages = new ArrayList<>();
  public Status status = Status.OK;
  public boolean completed;

  @Override
  public void onNext(T message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    status = Status.fromThrowable(failure);
  }

  @Override
  public void onCompleted() {
    completed = true;
  }

  /** Code and text of the failure. */
  public String failure() {
    return status.getCode() + ": " + status.getDescription();
  }

  /** The same for a call that asks for messages one by one. */
  ClientCall.Listener<T> listener() {
    return new ClientCall.Listener<>() {
      @Override
      public void onMessage(T message) {
        messages.add(message);
      }

      @Override
      public void onClose(Status closed, Metadata trailers) {
        status = closed;
      }
    };
  }
}
