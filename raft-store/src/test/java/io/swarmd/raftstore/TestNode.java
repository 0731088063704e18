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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A manager for tests: a plain server on loopback, on which a header stands for the certificate. */
final class TestNode implements AutoCloseable {

  static final String CLUSTER = "cluster0";
  private static final Metadata.Key<String> CERTIFICATE =
      Metadata.Key.of("test-certificate", Metadata.ASCII_STRING_MARSHALLER);

  final String nodeId;
  Path directory;
  private final RaftSettings.Start start;
  private final KeyRing keys;
  private final UnaryOperator<RaftSettings> settings;
  MapStore store;
  RaftLog raft;
  private Server server;
  private int port;
  private int lives;
  private boolean connected;
  private final List<ManagedChannel> channels = new ArrayList<>();

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

  int port() {
    return port;
  }

  /** Starts it at the port it had before, or at any. */
  TestNode start() throws IOException {
    return start(port);
  }

  TestNode start(int wantedPort) throws IOException {
    open(wantedPort);
    raft.log().start(store);
    return this;
  }

  /** All but starting the log, which the store does. */
  TestNode open(int wantedPort) throws IOException {
    port = wantedPort != 0 ? wantedPort : freePort();
    connected = true;
    store = new MapStore();
    RaftSettings mine = settings.apply(RaftSettings.of(CLUSTER, nodeId, address(), start)
        .withElectionTimeout(Duration.ofMillis(400)));
    raft = RaftLog.open(mine, directory, this::channel, keys, new RealEnvironment());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port)).intercept(new CallerFromHeader());
    raft.services().forEach(builder::addService);
    server = builder.build().start();
    return this;
  }

  private static int freePort() {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized ManagedChannel channel(String peer, String address) {
    ManagedChannel channel = channel(address, Optional.of(nodeId));
    channels.add(channel);
    if (!connected) {
      channel.shutdownNow();
    }
    return channel;
  }

  static ManagedChannel channel(String address, Optional<String> certificate) {
    Metadata header = new Metadata();
    certificate.ifPresent(node -> header.put(CERTIFICATE, node));
    ClientInterceptor attach = MetadataUtils.newAttachHeadersInterceptor(header);
    return NettyChannelBuilder.forTarget("dns:///" + address).usePlaintext().disableRetry().intercept(attach).build();
  }

  /** Cuts it off from the others without stopping it. */
  synchronized void disconnect() {
    connected = false;
    server.shutdownNow();
    channels.forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  /**
   * Ends it as a crash would: nothing is flushed. Its next life runs on a copy of what was on disk at that moment; the
   * first one is then stopped, where it does no harm.
   */
  void crash() throws IOException {
    disconnect();
    Path copy = directory.resolveSibling(nodeId + "-after-crash-" + lives++);
    copy(directory, copy);
    close();
    directory = copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        try {
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        } catch (NoSuchFileException renamedMeanwhile) {
          throw new IllegalStateException("the directory changed while it was copied: " + file, renamedMeanwhile);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (raft != null) {
      server.shutdownNow();
      raft.close();
      raft = null;
    }
  }

  /** Closes them side by side: each takes Ratis most of a second. */
  static void closeAll(List<TestNode> nodes) {
    nodes.parallelStream().forEach(node -> {
      try {
        node.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    });
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
