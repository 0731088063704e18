package io.swarmd.raftstore.transport;

import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/** The calls peers make to this manager, as a service for the node's one server. */
public final class Incoming {

  /** The manager behind the calls. */
  public interface Host {

    /**
     * The Raft server that is to take a call.
     *
     * @param addressee whom the caller means
     * @param adding whether the caller is a leader that is adding the addressee to the group
     * @throws StatusException when this manager is not that peer, or does not take part yet
     */
    RaftServer serverFor(PeerId addressee, boolean adding) throws StatusException;

    /**
     * An answer to a leader's entries is about to go out.
     *
     * @throws IOException when it must not
     */
    void acknowledging(AppendEntriesReplyProto reply) throws IOException;

    /**
     * An answer to a candidate is about to go out.
     *
     * @throws IOException when it must not
     */
    void voting(RequestVoteReplyProto reply) throws IOException;

    /** A peer has called from this address. */
    void heardFrom(PeerId peer, String address);
  }

  private final Host host;

  public Incoming(Host host) {
    this.host = host;
  }

  /** What to bind. */
  public ServerServiceDefinition service() {
    ServerServiceDefinition methods = ServerServiceDefinition.builder(Frames.SERVICE)
        .addMethod(Frames.APPEND_ENTRIES, ServerCalls.asyncBidiStreamingCall(this::entries))
        .addMethod(Frames.HEARTBEATS, ServerCalls.asyncBidiStreamingCall(this::entries))
        .addMethod(Frames.REQUEST_VOTE, ServerCalls.asyncUnaryCall((request, reply) -> answer(reply,
            request.getServerRequest(),
            server -> CompletableFuture.completedFuture(voted(server.requestVote(request))))))
        .addMethod(Frames.START_ELECTION, ServerCalls.asyncUnaryCall((request, reply) -> answer(reply,
            request.getServerRequest(),
            server -> CompletableFuture.completedFuture(server.startLeaderElection(request)))))
        .addMethod(Frames.READ_INDEX, ServerCalls.asyncUnaryCall((request, reply) -> answer(reply,
            request.getServerRequest(), server -> server.readIndexAsync(request))))
        .addMethod(Frames.INSTALL_SNAPSHOT, ServerCalls.asyncUnaryCall((request, reply) -> answer(reply,
            request.getServerRequest(), server -> CompletableFuture.completedFuture(server.installSnapshot(request)))))
        .build();
    return ServerInterceptors.intercept(methods, new Sender.Check());
  }

  private RequestVoteReplyProto voted(RequestVoteReplyProto reply) throws IOException {
    host.voting(reply);
    return reply;
  }

  @FunctionalInterface
  private interface Method<A> {
    CompletableFuture<A> run(RaftServer server) throws IOException;
  }

  private <A> void answer(StreamObserver<A> reply, RaftRpcRequestProto request, Method<A> method) {
    try {
      method.run(serverFor(request, Sender.KEY.get(), false)).whenComplete((answer, failure) -> {
        if (failure != null) {
          reply.onError(status(failure));
        } else {
          reply.onNext(answer);
          reply.onCompleted();
        }
      });
    } catch (Exception failure) {
      reply.onError(status(failure));
    }
  }

  private RaftServer serverFor(RaftRpcRequestProto request, Sender sender, boolean adding) throws StatusException {
    PeerId requestor = PeerId.parse(request.getRequestorId().toStringUtf8());
    if (!requestor.equals(sender.peer())) {
      throw Status.PERMISSION_DENIED.withDescription(
          "raft peer " + sender.peer() + " speaks for " + requestor).asException();
    }
    RaftServer server = host.serverFor(PeerId.of(RaftPeerId.valueOf(request.getReplyId())), adding);
    host.heardFrom(sender.peer(), sender.address());
    return server;
  }

  private StreamObserver<AppendEntriesRequestProto> entries(StreamObserver<AppendEntriesReplyProto> replies) {
    return new EntryStream(Sender.KEY.get(), replies);
  }

  private static StatusException status(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    return cause instanceof StatusException known
        ? known : Status.UNAVAILABLE.withDescription(cause.toString()).withCause(cause).asException();
  }

  /**
   * A leader's entries or heartbeats. Requests are handed on in order; each is answered when it is done. A failed one
   * ends the stream, so that no request is left without an answer on a living stream.
   */
  private final class EntryStream implements StreamObserver<AppendEntriesRequestProto> {

    private final Sender sender;
    private final StreamObserver<AppendEntriesReplyProto> replies;
    private boolean ended;

    EntryStream(Sender sender, StreamObserver<AppendEntriesReplyProto> replies) {
      this.sender = sender;
      this.replies = replies;
    }

    @Override
    public void onNext(AppendEntriesRequestProto request) {
      try {
        serverFor(request.getServerRequest(), sender, request.getInitializing())
            .appendEntriesAsync(request)
            .whenComplete((reply, failure) -> {
              if (failure != null) {
                end(status(failure));
              } else {
                acknowledge(reply);
              }
            });
      } catch (Exception failure) {
        end(status(failure));
      }
    }

    private void acknowledge(AppendEntriesReplyProto reply) {
      try {
        host.acknowledging(reply);
        reply(reply);
      } catch (IOException refused) {
        end(status(refused));
      }
    }

    private synchronized void reply(AppendEntriesReplyProto reply) {
      if (!ended) {
        replies.onNext(reply);
      }
    }

    private synchronized void end(StatusException status) {
      if (!ended) {
        ended = true;
        replies.onError(status);
      }
    }

    @Override
    public synchronized void onError(Throwable broken) {
      ended = true;
    }

    @Override
    public synchronized void onCompleted() {
      if (!ended) {
        ended = true;
        replies.onCompleted();
      }
    }
  }
}
