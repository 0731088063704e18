package io.swarmd.dispatcher.logs;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;

/** The clients' side of task logs: refused by name, with what to do instead. */
public final class LogsService extends LogsGrpc.LogsImplBase {

  @Override
  public void subscribeLogs(SubscribeLogsRequest request, StreamObserver<SubscribeLogsMessage> answers) {
    answers.onError(LogsRefused.exception());
  }
}
