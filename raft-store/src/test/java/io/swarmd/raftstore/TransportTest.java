package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.swarmd.api.v1.RaftFrame;
import io.swarmd.api.v1.RaftTransportGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport between real managers; the numbered bugs are those of the Ratis sheet, section 3. */
class TransportTest {

  private static final Metadata.Key<String> PEER =
      Metadata.Key.of("swarmd-raft-peer", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir Path root;

  /** Bug 1: a heartbeat on every wake-up while the pipeline is full. */
  @Test
  void heartbeatsAreSentWhenDueAndBatchesGrowUnderLoad() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(2)) {
      TestNode follower = cluster.followers().getFirst();
      long heartbeats = follower.received("Heartbeats");
      long batches = follower.received("AppendEntries");
      long began = System.nanoTime();
      List<CompletableFuture<Void>> pending = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        pending.add(cluster.putAsync("id" + i % 100, "x".repeat(200)));
      }
      for (CompletableFuture<Void> one : pending) {
        one.get(30, TimeUnit.SECONDS);
      }
      long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      // News of commits at most every 25 ms, signs of life every 100 ms.
      assertThat(follower.received("Heartbeats") - heartbeats).isLessThan(millis / 25 + 20);
      assertThat(follower.received("AppendEntries") - batches).isLessThan(3000);
    }
  }

  /** Bug 2: a call that fails while it is started left its follower without service for ever. */
  @Test
  void aCallThatFailsAtOnceIsMadeAgain() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      AtomicInteger failures = new AtomicInteger(20);
      TestNode founder = cluster.node(0, new RaftSettings.Start.Found(0xa0));
      founder.wrap = channel -> new FailingAtOnce(channel, failures);
      cluster.nodes.add(founder.start());
      cluster.leader();
      failures.set(3);
      cluster.join(1);
      failures.set(5);
      cluster.nodes.get(1).disconnect();
      cluster.nodes.get(1).close();
      cluster.nodes.get(1).start();
      cluster.put("a", "1");
      cluster.awaitEqual();
      assertThat(failures.get()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void aFollowerThatMovedIsFoundAgainByWhatItSays() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(3)) {
      TestNode moved = cluster.followers().getFirst();
      String before = moved.address();
      moved.close();
      moved.startElsewhere();
      assertThat(moved.address()).isNotEqualTo(before);
      cluster.put("a", "1");
      await().atMost(TestCluster.PATIENCE).until(() -> moved.store.values().containsKey("a"));
    }
  }

  @Test
  void aCallerIsBelievedOnlyWhenItsCertificateSaysTheSame() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      String address = cluster.leader().address();
      assertRefused(address, Optional.of("node7"), "a1.node1@127.0.0.1:1", Status.Code.PERMISSION_DENIED,
          "raft peer a1.node1 does not belong to node node7");
      assertRefused(address, Optional.empty(), "a1.node1@127.0.0.1:1", Status.Code.PERMISSION_DENIED,
          "raft peer a1.node1 does not belong to node ");
      assertRefused(address, Optional.of("node1"), "garbage", Status.Code.INVALID_ARGUMENT,
          "not a Raft peer: garbage");
      assertRefused(address, Optional.of("node1"), "a1.node1@127.0.0.1:1", Status.Code.PERMISSION_DENIED,
          "raft peer a1.node1 speaks for b2.node2");
    }
  }

  /** Sends a request for a vote that claims to come from b2.node2. */
  private static void assertRefused(
      String address, Optional<String> certificate, String header, Status.Code code, String text) {
    ManagedChannel channel = new PlainWire(certificate).channel(address);
    Metadata headers = new Metadata();
    headers.put(PEER, header);
    Channel as = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    com.google.protobuf.ByteString vote = com.google.protobuf.ByteString.copyFrom(
        org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto.newBuilder().setServerRequest(
            org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto.newBuilder()
                .setRequestorId(org.apache.ratis.thirdparty.com.google.protobuf.ByteString.copyFromUtf8("b2.node2"))
                .setReplyId(org.apache.ratis.thirdparty.com.google.protobuf.ByteString.copyFromUtf8("a0.node0")))
            .build().toByteArray());
    try {
      assertThatThrownBy(() -> RaftTransportGrpc.newBlockingStub(as).withDeadlineAfter(10, TimeUnit.SECONDS)
          .requestVote(RaftFrame.newBuilder().setMessage(vote).build()))
          .satisfies(failure -> {
            Status status = Status.fromThrowable(failure);
            assertThat(status.getCode()).isEqualTo(code);
            assertThat(status.getDescription()).isEqualTo(text);
          });
    } finally {
      channel.shutdownNow();
    }
  }

  /** A channel whose calls end inside their own start, as long as failures are left. */
  private static final class FailingAtOnce extends ManagedChannel {

    private final ManagedChannel channel;
    private final AtomicInteger failures;

    FailingAtOnce(ManagedChannel channel, AtomicInteger failures) {
      this.channel = channel;
      this.failures = failures;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return failures.getAndDecrement() > 0 ? new Stillborn<>() : channel.newCall(method, options);
    }

    @Override
    public String authority() {
      return channel.authority();
    }

    @Override
    public ManagedChannel shutdown() {
      return channel.shutdown();
    }

    @Override
    public boolean isShutdown() {
      return channel.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return channel.isTerminated();
    }

    @Override
    public ManagedChannel shutdownNow() {
      return channel.shutdownNow();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return channel.awaitTermination(timeout, unit);
    }

    @Override
    public void resetConnectBackoff() {
      channel.resetConnectBackoff();
    }
  }

  private static final class Stillborn<Q, A> extends ClientCall<Q, A> {

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      listener.onClose(Status.UNAVAILABLE.withDescription("failed at once"), new Metadata());
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(String message, Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }
}
