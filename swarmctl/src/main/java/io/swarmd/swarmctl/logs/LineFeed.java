package io.swarmd.swarmctl.logs;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lines of one subscription as they come. Asks for no more than one message ahead of what was taken. */
final class LineFeed {

  /** What comes: lines, and at last the end. */
  record Piece(List<LogMessage> lines, Optional<Status> end) {}

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private ClientCallStreamObserver<SubscribeLogsRequest> call;

  static LineFeed open(LogsGrpc.LogsStub logs, SubscribeLogsRequest request) {
    LineFeed feed = new LineFeed();
    logs.subscribeLogs(request, feed.new Receiver());
    return feed;
  }

  /** The next piece; empty when none comes within the time. */
  Optional<Piece> next(Duration patience) throws InterruptedException {
    Optional<Piece> next = Optional.ofNullable(pieces.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
    if (next.filter(piece -> piece.end.isEmpty()).isPresent()) {
      call.request(1);
    }
    return next;
  }

  void close() {
    call.cancel("enough was read", null);
  }

  private final class Receiver implements ClientResponseObserver<SubscribeLogsRequest, SubscribeLogsMessage> {

    @Override
    public void beforeStart(ClientCallStreamObserver<SubscribeLogsRequest> started) {
      call = started;
      started.disableAutoRequestWithInitial(2);
    }

    @Override
    public void onNext(SubscribeLogsMessage message) {
      pieces.add(new Piece(message.getMessagesList(), Optional.empty()));
    }

    @Override
    public void onError(Throwable failure) {
      pieces.add(new Piece(List.of(), Optional.of(Status.fromThrowable(failure))));
    }

    @Override
    public void onCompleted() {
      pieces.add(new Piece(List.of(), Optional.of(Status.OK)));
    }
  }
}
