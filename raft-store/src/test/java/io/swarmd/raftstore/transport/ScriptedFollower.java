package io.swarmd.raftstore.transport;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;

/** A follower that answers as a test wants, and remembers what it was sent. */
public final class ScriptedFollower implements AutoCloseable {

  public final List<AppendEntriesRequestProto> batches = new CopyOnWriteArrayList<>();
  public final List<InstallSnapshotRequestProto> chunks = new CopyOnWriteArrayList<>();
  public final AtomicInteger heartbeats = new AtomicInteger();
  private final Server server;

  public ScriptedFollower(Function<AppendEntriesRequestProto, AppendEntriesReplyProto.Builder> onBatch,
      Function<InstallSnapshotRequestProto, InstallSnapshotReplyProto.Builder> onChunk) throws IOException {
    ServerServiceDefinition service = ServerServiceDefinition.builder(Frames.SERVICE)
        .addMethod(Frames.APPEND_ENTRIES, ServerCalls.asyncBidiStreamingCall(replies -> stream(replies, request -> {
          batches.add(request);
          return onBatch.apply(request);
        })))
        .addMethod(Frames.HEARTBEATS, ServerCalls.asyncBidiStreamingCall(replies -> stream(replies, request -> {
          heartbeats.incrementAndGet();
          return AppendEntriesReplyProto.newBuilder().setIsHearbeat(true);
        })))
        .addMethod(Frames.INSTALL_SNAPSHOT, ServerCalls.asyncUnaryCall((request, reply) -> {
          chunks.add(request);
          reply.onNext(onChunk.apply(request).setServerReply(header(request.getServerRequest()))
              .setTerm(request.getLeaderTerm()).build());
          reply.onCompleted();
        }))
        .addMethod(Frames.REQUEST_VOTE, ServerCalls.asyncUnaryCall((request, reply) -> refuse(reply)))
        .addMethod(Frames.START_ELECTION, ServerCalls.asyncUnaryCall((request, reply) -> refuse(reply)))
        .addMethod(Frames.READ_INDEX, ServerCalls.asyncUnaryCall((request, reply) -> refuse(reply)))
        .build();
    server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(service).build().start();
  }

  private static void refuse(StreamObserver<?> reply) {
    reply.onError(Status.UNIMPLEMENTED.asException());
  }

  private static StreamObserver<AppendEntriesRequestProto> stream(StreamObserver<AppendEntriesReplyProto> replies,
      Function<AppendEntriesRequestProto, AppendEntriesReplyProto.Builder> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(AppendEntriesRequestProto request) {
        AppendEntriesReplyProto.Builder reply = answer.apply(request);
        if (reply != null) {
          replies.onNext(reply.setServerReply(header(request.getServerRequest()))
              .setTerm(request.getLeaderTerm()).build());
        }
      }

      @Override
      public void onError(Throwable broken) {}

      @Override
      public void onCompleted() {
        replies.onCompleted();
      }
    };
  }

  private static RaftRpcReplyProto header(RaftRpcRequestProto request) {
    return RaftRpcReplyProto.newBuilder().setRequestorId(request.getRequestorId()).setReplyId(request.getReplyId())
        .setRaftGroupId(request.getRaftGroupId()).setCallId(request.getCallId()).setSuccess(true).build();
  }

  /** All its entries taken. */
  public static AppendEntriesReplyProto.Builder taken(AppendEntriesRequestProto request) {
    long last = request.getEntries(request.getEntriesCount() - 1).getIndex();
    return AppendEntriesReplyProto.newBuilder().setResult(AppendEntriesReplyProto.AppendResult.SUCCESS)
        .setMatchIndex(last).setNextIndex(last + 1).setFollowerCommit(last);
  }

  /** Its log does not fit: the next entry is to be this one. */
  public static AppendEntriesReplyProto.Builder disagrees(long next) {
    return AppendEntriesReplyProto.newBuilder().setResult(AppendEntriesReplyProto.AppendResult.INCONSISTENCY)
        .setNextIndex(next);
  }

  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
