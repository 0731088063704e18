package io.swarmd.dispatcher.logs;

import static io.swarmd.dispatcher.logs.BrokerFixture.request;
import static io.swarmd.dispatcher.logs.BrokerFixture.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.ListenSubscriptionsRequest;
import io.swarmd.api.LogBrokerGrpc;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.PublishLogsResponse;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.dispatcher.logs.BrokerFixture.Listening;
import io.swarmd.dispatcher.service.Answers;
import io.swarmd.identity.Caller;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker on gRPC: codes, the answer to publishers, and a node that is asked for no more than it may send. */
class LogServicesTest {

  private final BrokerFixture at = new BrokerFixture();
  private Optional<LogBroker> leading = Optional.of(at.broker);
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void serve() throws Exception {
    String name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).directExecutor().intercept(new AsNode("n1"))
        .addService(new LogBrokerService(() -> leading, Runnable::run))
        .addService(new LogsService(() -> leading, Runnable::run)).build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    at.nodes("n1");
    at.commit(running("t1", "n1"));
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** Authorisation, as far as these services see of it. */
  private record AsNode(String nodeId) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Caller caller = new Caller(nodeId, Set.of(Caller.WORKER), "cluster-1", "", Optional.empty());
      return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
  }

  private Answers<SubscribeLogsMessage> subscribe(SubscribeLogsRequest request) {
    Answers<SubscribeLogsMessage> answers = new Answers<>();
    LogsGrpc.newStub(channel).subscribeLogs(request, answers);
    at.environment.runDue();
    return answers;
  }

  private Answers<SubscribeLogsMessage> readTask() {
    return subscribe(request(LogSelector.newBuilder().addTaskIds("t1"), false));
  }

  private Answers<SubscriptionMessage> listen() {
    Answers<SubscriptionMessage> answers = new Answers<>();
    LogBrokerGrpc.newStub(channel).listenSubscriptions(ListenSubscriptionsRequest.getDefaultInstance(), answers);
    at.environment.runDue();
    return answers;
  }

  private StreamObserver<PublishLogsMessage> publish(Answers<PublishLogsResponse> answers) {
    return LogBrokerGrpc.newStub(channel).publishLogs(answers);
  }

  private PublishLogsMessage line(String subscription, String node, String text) {
    BrokerFixture.Publishing sample = at.publish("n9", subscription);
    return sample.message(sample.line(node, "t1", text));
  }

  @Test
  void linesGoFromANodeToAReader() {
    Answers<SubscriptionMessage> node = listen();
    Answers<SubscribeLogsMessage> reader = readTask();
    String id = node.messages.getFirst().getId();
    Answers<PublishLogsResponse> published = new Answers<>();
    StreamObserver<PublishLogsMessage> lines = publish(published);
    for (int number = 0; number < 100; number++) {
      lines.onNext(line(id, "n1", "line " + number));
      at.environment.runDue();
    }
    lines.onNext(PublishLogsMessage.newBuilder().setSubscriptionId(id).setClose(true).build());
    at.environment.runDue();
    assertThat(reader.messages.stream().mapToInt(SubscribeLogsMessage::getMessagesCount).sum()).isEqualTo(100);
    assertThat(reader.completed).isTrue();
    assertThat(published.messages).as("a Java client needs an answer, a Go client bears one").hasSize(1);
    assertThat(published.completed).isTrue();
  }

  @Test
  void refusalsHaveTheCodesOfTheOriginal() {
    assertThat(subscribe(SubscribeLogsRequest.getDefaultInstance()).failure())
        .isEqualTo("INVALID_ARGUMENT: log selector must be provided");
    Answers<SubscriptionMessage> node = listen();
    readTask();
    String id = node.messages.getFirst().getId();
    assertThat(refused(line("", "n1", "a"))).startsWith("INVALID_ARGUMENT: ");
    assertThat(refused(line("unknown", "n1", "a"))).startsWith("NOT_FOUND: ");
    assertThat(refused(line(id, "n2", "a"))).startsWith("PERMISSION_DENIED: ");
  }

  private String refused(PublishLogsMessage message) {
    Answers<PublishLogsResponse> answers = new Answers<>();
    publish(answers).onNext(message);
    at.environment.runDue();
    return answers.failure();
  }

  @Test
  void whatIsMissingIsSaidWithTheCodeOfTheOriginal() {
    Answers<SubscribeLogsMessage> reader = readTask();
    at.pass(LogLimits.standard().connecting());
    assertThat(reader.failure()).startsWith("UNKNOWN: warning: incomplete log stream.")
        .endsWith("node n1 is not available");
  }

  @Test
  void withoutABrokerCallsAreRefused() {
    leading = Optional.empty();
    assertThat(readTask().failure()).isEqualTo("UNKNOWN: broker is not running");
    assertThat(listen().failure()).isEqualTo("UNKNOWN: broker is not running");
    Answers<PublishLogsResponse> answers = new Answers<>();
    publish(answers).onNext(PublishLogsMessage.getDefaultInstance());
    assertThat(answers.failure()).isEqualTo("UNKNOWN: broker is not running");
  }

  @Test
  void aNodeSendsNoMoreThanItIsAskedFor() {
    Listening node = at.listen("n1");
    at.readTask("t1", false).outlet().blocked(true);
    ClientCall<PublishLogsMessage, PublishLogsResponse> call =
        channel.newCall(LogBrokerGrpc.getPublishLogsMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    String big = "x".repeat(100_000);
    int sent = 0;
    while (call.isReady() && sent < 1_000) {
      call.sendMessage(line(node.told(), "n1", big));
      at.environment.runDue();
      sent++;
    }
    assertThat(sent).as("the transport pushes back").isBetween(10, 100);
  }
}
