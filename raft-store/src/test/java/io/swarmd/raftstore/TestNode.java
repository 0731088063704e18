package io.swarmd.raftstore;

import io.grpc.ForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.LiveKeyRing;
import io.swarmd.raftstore.state.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A manager for tests, on loopback. */
final class TestNode implements AutoCloseable {

  static final String CLUSTER = "cluster0";

  final String nodeId;
  Path directory;
  private final RaftSettings.Start start;
  final RingInMemory keys;
  private final UnaryOperator<RaftSettings> settings;
  MapStore store;
  RaftLog raft;
  private Server server;
  private int port;
  private int lives;
  private boolean connected;
  /** How it is reached, and reaches others. */
  Wire wire;
  /** What is done to the channels it opens. */
  UnaryOperator<ManagedChannel> wrap = UnaryOperator.identity();
  /** The keys the other managers hold. */
  Supplier<Optional<List<KeyRing>>> others = Optional::empty;
  /** Messages received, by method. */
  final Map<String, LongAdder> received = new ConcurrentHashMap<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  TestNode(String nodeId, Path directory, RaftSettings.Start start, KeyRing ring,
      UnaryOperator<RaftSettings> settings) {
    this.nodeId = nodeId;
    this.wire = new PlainWire(Optional.of(nodeId));
    this.directory = directory;
    this.start = start;
    this.keys = new RingInMemory(ring);
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

  /** Starts it at another address. */
  TestNode startElsewhere() throws IOException {
    return start(0);
  }

  private TestNode start(int wantedPort) throws IOException {
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
    raft = RaftLog.open(mine, directory, this::channel, new LiveKeyRing(keys, () -> others.get()), new RealEnvironment());
    NettyServerBuilder builder = wire.server(new InetSocketAddress("127.0.0.1", port)).intercept(new Counting());
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
    ManagedChannel channel = wrap.apply(wire.channel(address));
    channels.add(channel);
    if (!connected) {
      channel.shutdownNow();
    }
    return channel;
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

  /** Copies, again if need be, until nothing changed meanwhile: a crash sees one moment only. */
  private static void copy(Path from, Path to) throws IOException {
    Map<String, Long> before;
    Map<String, Long> after;
    do {
      FileTrees.delete(to);
      before = files(from);
      for (String file : before.keySet()) {
        Path target = to.resolve(file);
        Files.createDirectories(target.getParent());
        try {
          Files.copy(from.resolve(file), target);
        } catch (NoSuchFileException changing) {
          break;
        }
      }
      after = files(from);
    } while (!after.equals(before));
  }

  /** All files below, with their sizes. */
  private static Map<String, Long> files(Path directory) {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files.filter(Files::isRegularFile)
          .forEach(file -> sizes.put(directory.relativize(file).toString(), file.toFile().length()));
    } catch (IOException | UncheckedIOException changing) {
      sizes.put("changing", System.nanoTime());
    }
    return sizes;
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

  long received(String method) {
    return received.computeIfAbsent(method, name -> new LongAdder()).sum();
  }

  private final class Counting implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      LongAdder count =
          received.computeIfAbsent(call.getMethodDescriptor().getBareMethodName(), name -> new LongAdder());
      return new ForwardingServerCallListener.SimpleForwardingServerCallListener<Q>(next.startCall(call, headers)) {
        @Override
        public void onMessage(Q message) {
          count.increment();
          super.onMessage(message);
        }
      };
    }
  }
}
