package io.swarmd.raftstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.RaftFrame;
import io.swarmd.api.v1.RaftTransportGrpc;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a manager that waits takes the raft id a leader gives it. */
class AdoptionTest {

  @TempDir Path root;

  /** A leader's sign of life to the node under the given id; completes with an answer, or fails as the call did. */
  private static CompletableFuture<Void> greet(TestNode node, String addressee, boolean adding) {
    ManagedChannel channel = new PlainWire(Optional.of("node5")).channel(node.address());
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("swarmd-raft-peer", Metadata.ASCII_STRING_MARSHALLER), "f5.node5@127.0.0.1:1");
    Channel as = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    CompletableFuture<Void> answered = new CompletableFuture<>();
    StreamObserver<RaftFrame> requests = RaftTransportGrpc.newStub(as).heartbeats(new StreamObserver<>() {
      @Override
      public void onNext(RaftFrame reply) {
        answered.complete(null);
      }

      @Override
      public void onError(Throwable failure) {
        answered.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {}
    });
    AppendEntriesRequestProto request = AppendEntriesRequestProto.newBuilder().setInitializing(adding).setLeaderTerm(1)
        .setServerRequest(RaftRpcRequestProto.newBuilder()
            .setRequestorId(ByteString.copyFromUtf8("f5.node5")).setReplyId(ByteString.copyFromUtf8(addressee))
            .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(RaftNode.groupId(TestNode.CLUSTER).toByteString())))
        .build();
    requests.onNext(RaftFrame.newBuilder()
        .setMessage(com.google.protobuf.ByteString.copyFrom(request.toByteArray())).build());
    return answered.whenComplete((done, failure) -> channel.shutdownNow());
  }

  private static Status.Code refusal(CompletableFuture<Void> answer) throws Exception {
    return answer.handle((done, failure) -> Status.fromThrowable(failure).getCode()).get(10, TimeUnit.SECONDS);
  }

  @Test
  void anIdIsTakenOnlyFromALeaderThatAddsThisVeryNode() throws Exception {
    try (TestCluster cluster = new TestCluster(root)) {
      TestNode waiting = cluster.node(1, new RaftSettings.Start.Join()).start();
      cluster.nodes.add(waiting);
      assertThat(refusal(greet(waiting, "a1.node1", false))).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refusal(greet(waiting, "a1.node2", true))).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(waiting.raft.group().ownRaftId()).isZero();
      greet(waiting, "a1.node1", true).get(10, TimeUnit.SECONDS);
      assertThat(waiting.raft.group().ownRaftId()).isEqualTo(0xa1);
    }
  }

  /** A leader that gave it an id was lost before adding it; the next gives it another. */
  @Test
  void anIdThatCameToNothingIsReplacedAndOneInUseIsNot() throws Exception {
    try (TestCluster cluster = new TestCluster(root).start(1)) {
      TestNode joining = cluster.node(1, new RaftSettings.Start.Join()).start();
      cluster.nodes.add(joining);
      greet(joining, "b1.node1", true).get(10, TimeUnit.SECONDS);
      joining.close();
      joining.start();
      assertThat(joining.raft.group().ownRaftId()).isEqualTo(0xb1);
      cluster.add(joining, 0xa1);
      assertThat(joining.raft.group().ownRaftId()).isEqualTo(0xa1);
      cluster.put("a", "1");
      cluster.awaitEqual();
      await().until(() -> joining.raft.group().members().size() == 2);
      assertThat(refusal(greet(joining, "c1.node1", true))).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }
  }
}
