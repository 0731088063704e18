package io.swarmd.agent.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.AssignmentsRequest;
import io.swarmd.api.DispatcherGrpc;
import io.swarmd.api.HeartbeatRequest;
import io.swarmd.api.HeartbeatResponse;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.RealEnvironment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GrpcDispatcherClientTest {

  private final EventLoop loop = new RealEnvironment().newLoop("test");
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final List<Boolean> closed = new CopyOnWriteArrayList<>();
  private Server server;
  private ManagedChannel channel;
  private GrpcDispatcherClient client;

  @BeforeEach
  void open() throws Exception {
    server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(new Dispatcher()).addService(GoBroker.service()).build().start();
    channel = NettyChannelBuilder.forAddress("localhost", server.getPort()).usePlaintext().build();
    client = new GrpcDispatcherClient(channel, loop, closed::add);
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
    loop.close();
  }

  /** Sends one message of assignments and then waits; knows no heartbeat. */
  private final class Dispatcher extends DispatcherGrpc.DispatcherImplBase {

    @Override
    public void assignments(AssignmentsRequest request, StreamObserver<AssignmentsMessage> answers) {
      ((ServerCallStreamObserver<AssignmentsMessage>) answers).setOnCancelHandler(() -> cancelled.set(true));
      answers.onNext(AssignmentsMessage.newBuilder().setResultsIn(request.getSessionId()).build());
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> answer) {
      answer.onError(Status.NOT_FOUND.withDescription("node not registered").asRuntimeException());
    }
  }

  /** Writes down what comes and whether it came on the loop. */
  private final class Recorder<A> implements StreamObserver<A> {

    final List<Object> heard = new CopyOnWriteArrayList<>();

    @Override
    public void onNext(A answer) {
      heard.add(loop.inLoop() ? answer : "off the loop");
    }

    @Override
    public void onError(Throwable failure) {
      heard.add(loop.inLoop() ? Status.fromThrowable(failure).getCode() : "off the loop");
    }

    @Override
    public void onCompleted() {
      heard.add("completed");
    }
  }

  @Test
  void aStreamArrivesOnTheLoopAndEndsWithTheClient() {
    Recorder<AssignmentsMessage> answers = new Recorder<>();
    client.assignments(AssignmentsRequest.newBuilder().setSessionId("s").build(), answers);
    await().until(() -> answers.heard.size() == 1);
    assertThat(answers.heard).containsExactly(AssignmentsMessage.newBuilder().setResultsIn("s").build());
    client.close(false);
    await().untilTrue(cancelled);
    assertThat(closed).containsExactly(false);
  }

  @Test
  void aManagerThatEndsLinesWithoutAnAnswerHasTakenThem() {
    AtomicInteger ended = new AtomicInteger();
    GoBroker.received.clear();
    DispatcherClient.LogCall call = client.publishLogs(() -> {}, ended::incrementAndGet);
    await().until(call::ready);
    call.send(PublishLogsMessage.newBuilder().setSubscriptionId("s").build());
    call.send(PublishLogsMessage.newBuilder().setSubscriptionId("s").setClose(true).build());
    call.complete();
    await().untilAtomic(ended, is(1));
    assertThat(GoBroker.received).hasSize(2);
    call.send(PublishLogsMessage.newBuilder().setSubscriptionId("too late").build());
    call.cancel();
    assertThat(call.ready()).isFalse();
  }

  @Test
  void aRefusalKeepsItsCode() {
    Recorder<HeartbeatResponse> answer = new Recorder<>();
    client.heartbeat(HeartbeatRequest.getDefaultInstance(), answer);
    await().until(() -> answer.heard.size() == 1);
    assertThat(answer.heard).containsExactly(Status.Code.NOT_FOUND);
  }
}
