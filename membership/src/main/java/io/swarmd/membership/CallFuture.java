package io.swarmd.membership;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;

/** The answer of a gRPC call as a {@link CompletableFuture}. */
public final class CallFuture {

  private CallFuture() {}

  /** As the call ends; the channel, which was made for this call, is closed with it. */
  public static <T> CompletableFuture<T> of(ListenableFuture<T> call, ManagedChannel channel) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Futures.addCallback(call, new FutureCallback<>() {
      @Override
      public void onSuccess(T value) {
        answer.complete(value);
      }

      @Override
      public void onFailure(Throwable failure) {
        answer.completeExceptionally(failure);
      }
    }, MoreExecutors.directExecutor());
    return answer.whenComplete((value, failure) -> channel.shutdownNow());
  }
}
