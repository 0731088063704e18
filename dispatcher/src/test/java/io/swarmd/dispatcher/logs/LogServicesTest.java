package io.swarmd.dispatcher.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.PublishLogsResponse;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.dispatcher.service.Answers;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents may listen; whoever wants logs is told that there are none yet. */
class LogServicesTest {

  private final LogBrokerService broker = new LogBrokerService();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws Exception {
    String name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).directExecutor()
        .addService(broker).addService(new LogsService()).build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void listeningStaysOpenAndQuietUntilLeadershipEnds() {
    Answers<SubscriptionMessage> answers = new Answers<>();
    LogBrokerGrpc.newStub(channel).listenSubscriptions(ListenSubscriptionsRequest.getDefaultInstance(), answers);
    assertThat(answers.messages).isEmpty();
    assertThat(answers.completed).isFalse();
    assertThat(answers.status).isEqualTo(Status.OK);

    broker.endStreams();
    assertThat(answers.completed).isTrue();
  }

  @Test
  void subscribingAndPublishingAreRefusedByName() {
    Answers<SubscribeLogsMessage> subscriber = new Answers<>();
    LogsGrpc.newStub(channel).subscribeLogs(SubscribeLogsRequest.getDefaultInstance(), subscriber);
    assertThat(subscriber.failure()).startsWith("UNIMPLEMENTED: task logs are not available");

    Answers<PublishLogsResponse> publisher = new Answers<>();
    LogBrokerGrpc.newStub(channel).publishLogs(publisher).onNext(PublishLogsMessage.getDefaultInstance());
    assertThat(publisher.failure()).startsWith("UNIMPLEMENTED: task logs are not available");
  }
}
