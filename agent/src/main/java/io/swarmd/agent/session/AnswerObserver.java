package io.swarmd.agent.session;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.loop.EventLoop;
import java.util.function.Consumer;

/**
 * Brings the answers of one call onto the session's loop.
 *
 * @param ended takes the end of the call, {@link Status#OK} included
 */
record AnswerObserver<A>(EventLoop loop, Consumer<A> answered, Consumer<Status> ended) implements StreamObserver<A> {

  @Override
  public void onNext(A answer) {
    onLoop(() -> answered.accept(answer));
  }

  @Override
  public void onError(Throwable failure) {
    onLoop(() -> ended.accept(Status.fromThrowable(failure)));
  }

  @Override
  public void onCompleted() {
    onLoop(() -> ended.accept(Status.OK));
  }

  private void onLoop(Runnable task) {
    if (loop.inLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
