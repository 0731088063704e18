package io.swarmd.bench.worker;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The one answer of a call as a future. */
public final class Answer<A> implements StreamObserver<A> {

  private final CompletableFuture<A> future = new CompletableFuture<>();

  public CompletableFuture<A> future() {
    return future;
  }

  @Override
  public void onNext(A value) {
    future.complete(value);
  }

  @Override
  public void onError(Throwable failure) {
    future.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {}
}
