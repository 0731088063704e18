package io.swarmd.swarmd;

import io.grpc.ManagedChannel;
import io.swarmd.api.ControlGrpc;
import io.swarmd.identity.transport.ControlSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A swarmd in a process of its own, on loopback; what it says goes to a file beside its state directory. */
final class Daemon implements AutoCloseable {

  private static final int CALL_SECONDS = 10;

  private final Path base;
  private final String name;
  private final int port;
  private Process process;
  private ManagedChannel channel;

  Daemon(Path base, String name) throws IOException {
    this.base = base;
    this.name = name;
    this.port = LocalSwarm.freePort();
  }

  /** The program with these arguments. */
  static ProcessBuilder command(String... arguments) {
    return new ProcessBuilder(Stream.concat(Stream.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
        "-cp", System.getProperty("java.class.path"), Main.class.getName()), Stream.of(arguments)).toList());
  }

  Daemon start(String... more) throws IOException {
    List<String> flags = List.of("--state-dir", state().toString(), "--listen-control-api", socket().toString(),
        "--listen-remote-api", address(), "--hostname", name, "--executor", "hollow");
    process = command(Stream.concat(flags.stream(), Stream.of(more)).toArray(String[]::new)).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(base.resolve(name + ".log").toFile())).start();
    channel = ControlSocket.channel(socket()).build();
    return this;
  }

  String name() {
    return name;
  }

  Path state() {
    return base.resolve(name);
  }

  private Path socket() {
    return base.resolve(name + ".sock");
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  ControlGrpc.ControlBlockingStub control() {
    return ControlGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** As kill -9 does, or a power failure; {@link #buried} waits for its end. */
  void kill() {
    process.destroyForcibly();
  }

  void buried() throws InterruptedException {
    process.waitFor();
    channel.shutdownNow();
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      kill();
      buried();
    }
  }
}
