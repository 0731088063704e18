package io.swarmd.dispatcher.logs;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.PublishLogsResponse;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.dispatcher.service.GrpcOutlet;
import io.swarmd.dispatcher.service.Refusals;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.identity.Caller;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The nodes' side of task logs. Bound once; each call goes to the broker of the present leadership. A node is the
 * {@link Caller} of the context, which authorisation has checked.
 */
public final class LogBrokerService extends LogBrokerGrpc.LogBrokerImplBase {

  private final Supplier<Optional<LogBroker>> leading;
  private final Executor encoding;

  /** @param encoding encodes and sends messages, in order for each stream */
  public LogBrokerService(Supplier<Optional<LogBroker>> leading, Executor encoding) {
    this.leading = leading;
    this.encoding = encoding;
  }

  @Override
  public void listenSubscriptions(ListenSubscriptionsRequest request, StreamObserver<SubscriptionMessage> listener) {
    String nodeId = Caller.current().nodeId();
    leading.get().ifPresentOrElse(
        broker -> GrpcOutlet.open(listener, encoding, outlet -> broker.listen(nodeId, outlet)),
        () -> listener.onError(notLeading()));
  }

  @Override
  public StreamObserver<PublishLogsMessage> publishLogs(StreamObserver<PublishLogsResponse> answer) {
    ServerCallStreamObserver<PublishLogsResponse> call = (ServerCallStreamObserver<PublishLogsResponse>) answer;
    call.disableAutoRequest();
    Optional<LogBroker> broker = leading.get();
    if (broker.isEmpty()) {
      call.onError(notLeading());
      return new Ignoring();
    }
    Lines lines = new Lines(broker.get().publish(Caller.current().nodeId(), new CallPublisher(call)));
    call.setOnCancelHandler(lines.publishing::broken);
    return lines;
  }

  private static RuntimeException notLeading() {
    return Refusals.status(new Refusal(Refusal.Reason.NO_BROKER));
  }

  /** Asks for messages one by one, and answers once: nodes of the original need no answer and take it. */
  private record CallPublisher(ServerCallStreamObserver<PublishLogsResponse> call, AtomicBoolean answered)
      implements Publisher {

    CallPublisher(ServerCallStreamObserver<PublishLogsResponse> call) {
      this(call, new AtomicBoolean());
    }

    @Override
    public void next() {
      call.request(1);
    }

    @Override
    public void complete() {
      if (answered.compareAndSet(false, true) && !call.isCancelled()) {
        call.onNext(PublishLogsResponse.getDefaultInstance());
        call.onCompleted();
      }
    }

    @Override
    public void fail(Refusal why) {
      if (answered.compareAndSet(false, true) && !call.isCancelled()) {
        call.onError(Refusals.status(why));
      }
    }
  }

  /** Hands on what a node sends. */
  private record Lines(LogBroker.Publishing publishing) implements StreamObserver<PublishLogsMessage> {
    @Override
    public void onNext(PublishLogsMessage message) {
      publishing.message(message);
    }

    @Override
    public void onError(Throwable failure) {
      publishing.broken();
    }

    @Override
    public void onCompleted() {
      publishing.ended();
    }
  }

  /** Takes what a publisher had already sent when it was refused. */
  private static final class Ignoring implements StreamObserver<PublishLogsMessage> {
    @Override
    public void onNext(PublishLogsMessage message) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
