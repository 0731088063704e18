package io.swarmd.raftstore;

import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.swarmd.identity.Caller;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.transport.PeerChannels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A manager for tests: a plain server on loopback, on which a header stands for the certificate. */
final class TestNode implements AutoCloseable {

  static final String CLUSTER = "cluster0";
  private static final Metadata.Key<String> CERTIFICATE =
      Metadata.Key.of("test-certificate", Metadata.ASCII_STRING_MARSHALLER);

  final String nodeId;
  final Path directory;
  private final RaftSettings.Start start;
  private final KeyRing keys;
  private final UnaryOperator<RaftSettings> settings;
  MapStore store;
  RaftLog raft;
  private Server server;
  private int port;

  TestNode(String nodeId, Path directory, RaftSettings.Start start, KeyRing keys,
      UnaryOperator<RaftSettings> settings) {
    this.nodeId = nodeId;
    this.directory = directory;
    this.start = start;
    this.keys = keys;
    this.settings = settings;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** Starts it at the port it had before, or at any. */
  TestNode start() throws IOException {
    return start(port);
  }

  TestNode start(int wantedPort) throws IOException {
    port = wantedPort != 0 ? wantedPort : freePort();
    store = new MapStore();
    RaftSettings mine = settings.apply(RaftSettings.of(CLUSTER, nodeId, address(), start)
        .withElectionTimeout(Duration.ofMillis(400)));
    raft = RaftLog.open(mine, directory, channelsOf(nodeId), keys, new RealEnvironment());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port)).intercept(new CallerFromHeader());
    raft.services().forEach(builder::addService);
    server = builder.build().start();
    raft.log().start(store);
    return this;
  }

  private static int freePort() {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static PeerChannels channelsOf(String nodeId) {
    return (peer, address) -> channel(address, Optional.of(nodeId));
  }

  static ManagedChannel channel(String address, Optional<String> certificate) {
    Metadata header = new Metadata();
    certificate.ifPresent(node -> header.put(CERTIFICATE, node));
    ClientInterceptor attach = MetadataUtils.newAttachHeadersInterceptor(header);
    return NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().disableRetry().intercept(attach).build();
  }

  /** Cuts it off from the others without stopping it. */
  void stopServer() {
    server.shutdownNow();
  }

  @Override
  public void close() throws IOException {
    if (raft != null) {
      server.shutdownNow();
      raft.close();
      raft = null;
    }
  }

  private static final class CallerFromHeader implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String node = headers.get(CERTIFICATE);
      Caller caller = node == null ? Caller.current()
          : new Caller(node, Set.of(Caller.MANAGER), CLUSTER, "127.0.0.1:1", Optional.empty());
      return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
  }
}
