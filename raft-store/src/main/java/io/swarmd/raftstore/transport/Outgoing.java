package io.swarmd.raftstore.transport;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;

/**
 * The calls this manager makes to its peers; what Ratis calls its server RPC, though nothing listens here: the node's
 * own server does, see {@link Incoming}.
 */
public final class Outgoing implements RaftServerRpc {

  private final Peers peers;
  private final Duration timeout;
  private final TransportType type = new TransportType();

  /**
   * The calls of one manager.
   *
   * @param self who it is
   * @param address where its peers reach it, host:port; goes with every call
   * @param timeout after which a call without an answer has failed
   */
  public Outgoing(PeerChannels channels, PeerId self, String address, Duration timeout) {
    this.peers = new Peers(channels, new Sender(self, address));
    this.timeout = timeout;
  }

  Peers peers() {
    return peers;
  }

  Duration timeout() {
    return timeout;
  }

  /** A peer has called, and says where it is. */
  public void heardFrom(PeerId peer, String address) {
    peers.heardFrom(new Sender(peer, address));
  }

  /** Where a peer is, as far as is known; empty for one never heard of. */
  public Optional<String> address(RaftPeerId peer) {
    return peers.address(peer);
  }

  private PeerConnection addressee(RaftRpcRequestProto request) throws IOException {
    PeerConnection connection = peers.connection(RaftPeerId.valueOf(request.getReplyId()));
    connection.reconnectNow();
    return connection;
  }

  @Override
  public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
    RaftPeerId id = RaftPeerId.valueOf(request.getServerRequest().getReplyId());
    try {
      PeerConnection to = addressee(request.getServerRequest());
      RequestVoteReplyProto reply = to.call(to.urgent(), Frames.REQUEST_VOTE, request, timeout);
      peers.answered(id);
      return reply;
    } catch (IOException unanswered) {
      peers.didNotAnswer(id);
      throw unanswered;
    }
  }

  /** Whether the peer did not answer when it was last asked for its vote, and has not called since. */
  public boolean isSilent(RaftPeerId peer) {
    return peers.isSilent(peer);
  }

  /** There is a leader, who knows better who answers. */
  public void forgetSilence() {
    peers.forgetSilence();
  }

  @Override
  public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
      throws IOException {
    PeerConnection to = addressee(request.getServerRequest());
    return to.call(to.urgent(), Frames.START_ELECTION, request, timeout);
  }

  /** Not used: chunks go out asynchronously. */
  @Override
  public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) {
    throw new UnsupportedOperationException("snapshots are sent asynchronously");
  }

  /** Sends a chunk; the last one takes the follower as long as exchanging its state. */
  CompletableFuture<InstallSnapshotReplyProto> installSnapshotAsync(InstallSnapshotRequestProto request)
      throws IOException {
    PeerConnection to = peers.connection(RaftPeerId.valueOf(request.getServerRequest().getReplyId()));
    return async(to.bulk(), Frames.INSTALL_SNAPSHOT, request, timeout.multipliedBy(10));
  }

  private static <Q, A> CompletableFuture<A> async(
      Channel over, MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    CompletableFuture<A> reply = new CompletableFuture<>();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    ClientCalls.asyncUnaryCall(over.newCall(method, options), request, new Completing<>(reply));
    return reply;
  }

  /** Not used: entries go over streams. */
  @Override
  public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) {
    throw new UnsupportedOperationException("log entries go over streams");
  }

  @Override
  public RaftServerAsynchronousProtocol async() {
    return new RaftServerAsynchronousProtocol() {
      @Override
      public CompletableFuture<AppendEntriesReplyProto> appendEntriesAsync(AppendEntriesRequestProto request) {
        throw new UnsupportedOperationException("log entries go over streams");
      }

      @Override
      public CompletableFuture<ReadIndexReplyProto> readIndexAsync(ReadIndexRequestProto request) throws IOException {
        PeerConnection to = addressee(request.getServerRequest());
        return Outgoing.async(to.urgent(), Frames.READ_INDEX, request, timeout);
      }
    };
  }

  private record Completing<A>(CompletableFuture<A> future) implements StreamObserver<A> {

    @Override
    public void onNext(A reply) {
      future.complete(reply);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(new IOException("the peer did not answer: " + failure, failure));
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new IOException("the peer ended the call without an answer"));
    }
  }

  @Override
  public void addRaftPeers(Collection<RaftPeer> configured) {
    peers.configured(configured);
  }

  /** Connections heal themselves. */
  @Override
  public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {}

  @Override
  public InetSocketAddress getInetSocketAddress() {
    String address = peers.self().address();
    int colon = address.lastIndexOf(':');
    return InetSocketAddress.createUnresolved(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  @Override
  public RpcType getRpcType() {
    return type;
  }

  @Override
  public void start() {}

  @Override
  public void close() {
    peers.close();
  }
}
