package io.swarmd.dispatcher.logs;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.PublishLogsResponse;
import io.swarmd.api.SubscriptionMessage;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agents' side of task logs. Agents hold a stream of subscriptions open and end their session when it ends, so it
 * stays open, without a message, until this manager no longer leads; publishing is refused. Any thread may call.
 */
public final class LogBrokerService extends LogBrokerGrpc.LogBrokerImplBase {

  private final Set<StreamObserver<SubscriptionMessage>> listeners = ConcurrentHashMap.newKeySet();

  @Override
  public void listenSubscriptions(ListenSubscriptionsRequest request, StreamObserver<SubscriptionMessage> listener) {
    ((ServerCallStreamObserver<SubscriptionMessage>) listener).setOnCancelHandler(() -> listeners.remove(listener));
    listeners.add(listener);
  }

  /** Leadership is over: streams end as those of the original do, without an error; agents then find the new leader. */
  public void endStreams() {
    for (StreamObserver<SubscriptionMessage> listener : listeners) {
      if (listeners.remove(listener)) {
        listener.onCompleted();
      }
    }
  }

  @Override
  public StreamObserver<PublishLogsMessage> publishLogs(StreamObserver<PublishLogsResponse> answer) {
    answer.onError(LogsRefused.exception());
    return new Ignoring();
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
