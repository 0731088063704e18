package io.swarmd.agent.dispatch;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.PublishLogsResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log broker that ends a stream of lines as those of the original do: well, and without an answer. */
final class GoBroker {

  static final List<PublishLogsMessage> received = new CopyOnWriteArrayList<>();

  private GoBroker() {}

  static ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(ServiceDescriptor.newBuilder(LogBrokerGrpc.SERVICE_NAME)
            .addMethod(LogBrokerGrpc.getPublishLogsMethod()).build())
        .addMethod(LogBrokerGrpc.getPublishLogsMethod(), (call, headers) -> {
          call.request(1);
          return new Lines(call);
        }).build();
  }

  private static final class Lines extends ServerCall.Listener<PublishLogsMessage> {

    private final ServerCall<PublishLogsMessage, PublishLogsResponse> call;

    Lines(ServerCall<PublishLogsMessage, PublishLogsResponse> call) {
      this.call = call;
    }

    @Override
    public void onMessage(PublishLogsMessage message) {
      received.add(message);
      if (message.getClose()) {
        call.close(Status.OK, new Metadata());
      } else {
        call.request(1);
      }
    }
  }
}
