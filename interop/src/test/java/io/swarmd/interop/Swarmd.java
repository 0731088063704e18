package io.swarmd.interop;

import io.grpc.ManagedChannel;
import io.swarmd.agent.engine.Daemon;
import io.swarmd.agent.engine.Machine;
import io.swarmd.identity.transport.ControlSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program {@code swarmd} as a process on a machine. */
final class Swarmd implements AutoCloseable {

  static final int PORT = 4242;

  private final Machine machine;
  private final String address;
  private final Path directory;
  private final List<String> flags;
  private final ManagedChannel channel;
  private Daemon daemon;

  /** @param address the machine's own, for others to reach it by */
  Swarmd(Machine machine, String address, Path directory, String... flags) {
    this.machine = machine;
    this.address = address;
    this.directory = directory;
    this.flags = List.of(flags);
    try {
      Files.createDirectories(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    this.channel = ControlSocket.channel(socket()).build();
    start();
  }

  /** Starts it, also again after {@link #kill} or {@link #stop}. What it needs to join is not given a second time. */
  void start() {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx256m", "-Djdk.tls.server.disableExtensions=server_name",
        "-cp", System.getProperty("java.class.path"), "io.swarmd.swarmd.Main", "--state-dir", state().toString(),
        "--listen-control-api", socket().toString(), "--listen-remote-api", address()));
    command.addAll(Files.exists(state().resolve("certificates/swarm-node.crt")) ? withoutJoining() : flags);
    daemon = machine.daemon(log(), command);
  }

  private List<String> withoutJoining() {
    int join = flags.indexOf("--join-addr");
    return join < 0 ? flags : flags.subList(0, join);
  }

  String address() {
    return address + ":" + PORT;
  }

  Machine machine() {
    return machine;
  }

  Path log() {
    return directory.resolve("log");
  }

  Path state() {
    return directory.resolve("state");
  }

  Path socket() {
    return directory.resolve("control.sock");
  }

  /** The swarm through this manager. */
  Swarm swarm() {
    return new Swarm(channel);
  }

  boolean isAlive() {
    return daemon.isAlive();
  }

  void stop() {
    daemon.stop();
  }

  void kill() {
    daemon.kill();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    daemon.kill();
  }
}
