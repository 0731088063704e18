package io.swarmd.swarmctl;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.LogAttr;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A manager's Logs service that sends what a test wrote and then ends. */
final class FakeLogs extends LogsGrpc.LogsImplBase {

  /** The lines of one stream and how it ends. */
  record Stream(List<LogMessage> lines, Status end) {}

  final List<SubscribeLogsRequest> requests = new ArrayList<>();
  final Deque<Stream> streams = new ArrayDeque<>();

  @Override
  public void subscribeLogs(SubscribeLogsRequest request, StreamObserver<SubscribeLogsMessage> answers) {
    requests.add(request);
    Stream stream = streams.isEmpty() ? new Stream(List.of(), Status.OK) : streams.poll();
    stream.lines.forEach(line -> answers.onNext(SubscribeLogsMessage.newBuilder().addMessages(line).build()));
    if (stream.end.isOk()) {
      answers.onCompleted();
    } else {
      answers.onError(stream.end.asRuntimeException());
    }
  }

  void sends(Status end, LogMessage... lines) {
    streams.add(new Stream(List.of(lines), end));
  }

  static LogMessage line(String task, LogStream stream, Instant at, String text) {
    return LogMessage.newBuilder()
        .setContext(LogContext.newBuilder().setServiceId("service-1").setNodeId("node-1").setTaskId(task))
        .setTimestamp(WireTime.timestamp(at)).setStream(stream).setData(ByteString.copyFromUtf8(text))
        .addAttrs(LogAttr.newBuilder().setKey("b").setValue("2"))
        .addAttrs(LogAttr.newBuilder().setKey("a").setValue("1")).build();
  }
}
