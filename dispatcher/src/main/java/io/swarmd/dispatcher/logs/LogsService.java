package io.swarmd.dispatcher.logs;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.dispatcher.service.GrpcOutlet;
import io.swarmd.dispatcher.service.Refusals;
import io.swarmd.dispatcher.stream.Refusal;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The readers' side of task logs. Bound once; each call goes to the broker of the present leadership. */
public final class LogsService extends LogsGrpc.LogsImplBase {

  private final Supplier<Optional<LogBroker>> leading;
  private final Executor encoding;

  /** @param encoding encodes and sends lines, in order for each reader */
  public LogsService(Supplier<Optional<LogBroker>> leading, Executor encoding) {
    this.leading = leading;
    this.encoding = encoding;
  }

  @Override
  public void subscribeLogs(SubscribeLogsRequest request, StreamObserver<SubscribeLogsMessage> answers) {
    leading.get().ifPresentOrElse(
        broker -> GrpcOutlet.open(answers, encoding, outlet -> broker.subscribe(request, outlet)),
        () -> answers.onError(Refusals.status(new Refusal(Refusal.Reason.NO_BROKER))));
  }
}
