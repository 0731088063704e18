package io.swarmd.simulation;

import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;

/** The answers to what users asked for. */
final class Answers {

  private int good;

  /** Takes one answer. */
  <R> StreamObserver<R> then(Consumer<R> done) {
    return new StreamObserver<>() {
      @Override
      public void onNext(R response) {
        good++;
        done.accept(response);
      }

      @Override
      public void onError(Throwable failure) {
        // Refused, or nobody knows: what may have come of it is in the promise.
      }

      @Override
      public void onCompleted() {
        // The answer was taken as it came.
      }
    };
  }

  /** How many said that it was done. */
  int good() {
    return good;
  }
}
