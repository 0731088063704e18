package io.swarmd.swarmd;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.v1.BackupBegin;
import io.swarmd.api.v1.BackupGrpc;
import io.swarmd.api.v1.BackupPart;
import io.swarmd.api.v1.TakeBackupRequest;
import io.swarmd.identity.transport.ControlSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Nodes of one swarm in this process, each as {@code bin/swarmd} would run it, on loopback. */
final class LocalSwarm implements AutoCloseable {

  private static final int CALL_SECONDS = 20;

  private record Running(Node node, ManagedChannel control, int port) {}

  private final Path base;
  private final String host;
  private final Map<String, Running> nodes = new LinkedHashMap<>();

  LocalSwarm(Path base) {
    this(base, "127.0.0.1");
  }

  /** @param host an address of this machine, for nodes of other kinds elsewhere to reach */
  LocalSwarm(Path base, String host) {
    this.base = base;
    this.host = host;
  }

  /** Starts a node with flags added to those that give it its place. */
  Node start(String name, String... flags) throws IOException {
    int port = freePort();
    Node node = Node.start(options(name, port, flags));
    nodes.put(name, new Running(node, ControlSocket.channel(socket(name)).build(), port));
    return node;
  }

  /** What the node would be started with. */
  Options options(String name, int port, String... flags) {
    Options options = new Options();
    options.executor = "hollow";
    new CommandLine(options).parseArgs(flags);
    options.stateDirectory = base.resolve(name);
    options.listenControlApi = socket(name).toString();
    options.listenRemoteApi = host + ":" + port;
    options.hostname = name;
    options.check();
    return options;
  }

  Node join(String name, String through, String token) throws IOException {
    return start(name, "--join-addr", address(through), "--join-token", token);
  }

  /** Ends a node without a word, its port and socket with it. */
  void stop(String name) {
    end(nodes.remove(name));
  }

  private static void end(Running running) {
    running.control().shutdownNow();
    running.node().close();
  }

  String address(String name) {
    return host + ":" + nodes.get(name).port();
  }

  /** A manager's control socket. */
  Channel channel(String name) {
    return nodes.get(name).control();
  }

  /** The control API of a manager, as swarmctl sees it. */
  ControlGrpc.ControlBlockingStub control(String name) {
    return ControlGrpc.newBlockingStub(channel(name)).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  Cluster cluster(String manager) {
    return control(manager).listClusters(ListClustersRequest.getDefaultInstance()).getClusters(0);
  }

  /** Writes a backup and gives what the manager said of it. */
  BackupBegin backup(String manager, Path file) throws IOException {
    BackupBegin begin = BackupBegin.getDefaultInstance();
    Iterator<BackupPart> parts = BackupGrpc.newBlockingStub(channel(manager))
        .takeBackup(TakeBackupRequest.getDefaultInstance());
    try (OutputStream out = Files.newOutputStream(file)) {
      while (parts.hasNext()) {
        BackupPart part = parts.next();
        begin = part.hasBegin() ? part.getBegin() : begin;
        part.getData().writeTo(out);
      }
    }
    return begin;
  }

  private Path socket(String name) {
    return base.resolve(name + ".sock");
  }

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** A short path: sockets' names have a small bound. */
  static Path temporaryDirectory() throws IOException {
    return Files.createTempDirectory("swarm");
  }

  /** All at once: managers that stop one after the other wait for those that are gone already. */
  @Override
  public void close() {
    List<Running> all = List.copyOf(nodes.values());
    nodes.clear();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      all.forEach(running -> each.execute(() -> end(running)));
    }
  }
}
