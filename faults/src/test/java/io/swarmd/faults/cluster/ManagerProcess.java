package io.swarmd.faults.cluster;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.v1.DescribeReplicaRequest;
import io.swarmd.api.v1.DescribeReplicaResponse;
import io.swarmd.api.v1.ReplicaGrpc;
import io.swarmd.identity.transport.ControlSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One manager: its process, which comes and goes, and its place on disk, which stays. For one thread. */
public final class ManagerProcess implements AutoCloseable {

  private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xss512k",
      "-Djdk.tls.server.disableExtensions=server_name");
  private static final String MAIN = "io.swarmd.swarmd.Main";
  private static final int STOP_SECONDS = 15;
  private static final int ASK_SECONDS = 5;

  private final int number;
  private final Path base;
  private final Path socket;
  private final Network network;
  private final Optional<SmallDisk> disk;
  private final Optional<ProcessClock> clock;
  private final List<String> joining;
  private final ManagedChannel channel;
  private Process process;
  private long logSize;

  ManagerProcess(int number, Path base, Path sockets, Network network, Optional<SmallDisk> disk,
      Optional<ProcessClock> clock, List<String> joining) {
    this.number = number;
    this.base = base;
    this.socket = sockets.resolve(name() + ".sock");
    this.network = network;
    this.disk = disk;
    this.clock = clock;
    this.joining = joining;
    this.channel = ControlSocket.channel(socket).build();
  }

  public int number() {
    return number;
  }

  public String name() {
    return "m" + (number + 1);
  }

  /** To the control socket; calls fail while the process is away. */
  public ManagedChannel channel() {
    return channel;
  }

  public Path stateDirectory() {
    return base.resolve(name()).resolve("state");
  }

  public Optional<SmallDisk> disk() {
    return disk;
  }

  public Optional<ProcessClock> clock() {
    return clock;
  }

  private Path log() {
    return base.resolve(name() + ".log");
  }

  /** Starts the process; does not wait for it to serve. */
  public void launch() {
    List<String> command = new ArrayList<>(network.inside(number));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN,
        "--state-dir", stateDirectory().toString(), "--listen-control-api", socket.toString(),
        "--listen-remote-api", network.address(number), "--hostname", name(), "--executor", "hollow"));
    command.addAll(joining);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    clock.ifPresent(own -> builder.environment().putAll(own.environment()));
    try {
      Files.createDirectories(stateDirectory().getParent());
      Files.deleteIfExists(socket);
      logSize = Files.exists(log()) ? Files.size(log()) : 0;
      process = builder.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Waits until it serves. */
  public void awaitServing() {
    Patience.until(name() + " serving (its log is " + log() + ")", () -> {
      if (!process.isAlive()) {
        throw new AssertionError(name() + " ended at its start: " + said());
      }
      channel.resetConnectBackoff();
      return Files.exists(socket) && describe(false).isPresent();
    });
  }

  public void start() {
    launch();
    awaitServing();
  }

  /** Waits until it serves or has ended. */
  public boolean servesOrEnds() {
    Patience.until(name() + " serving or ending", () -> {
      channel.resetConnectBackoff();
      return !process.isAlive() || Files.exists(socket) && describe(false).isPresent();
    });
    return process.isAlive();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  /** Waits until it has ended, by itself or otherwise; gives its exit code. */
  public int ended() {
    try {
      if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name() + " did not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
    ProcessClock.sweep(process.pid());
    return process.exitValue();
  }

  /** SIGSTOP: everything stands still, sockets stay open. */
  public void pause() {
    Commands.run("kill", "-STOP", Long.toString(process.pid()));
  }

  /** SIGCONT. */
  public void resume() {
    Commands.run("kill", "-CONT", Long.toString(process.pid()));
  }

  /** SIGQUIT, if it runs: its threads are written to its log. */
  public void tellThreads() {
    if (process.isAlive()) {
      Commands.run("kill", "-QUIT", Long.toString(process.pid()));
    }
  }

  /** What the process that runs, or ran last, has logged. */
  public String said() {
    try {
      byte[] all = Files.readAllBytes(log());
      return new String(all, (int) logSize, all.length - (int) logSize);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What its copy of the cluster is; empty when it does not answer. */
  public Optional<DescribeReplicaResponse> describe(boolean withObjects) {
    try {
      return Optional.of(ReplicaGrpc.newBlockingStub(channel).withDeadlineAfter(ASK_SECONDS, TimeUnit.SECONDS)
          .describeReplica(DescribeReplicaRequest.newBuilder().setWithObjects(withObjects).build()));
    } catch (StatusRuntimeException away) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    if (process != null && process.isAlive()) {
      resume();
      process.destroyForcibly();
      Patience.within(Duration.ofSeconds(STOP_SECONDS), () -> !process.isAlive());
      ProcessClock.sweep(process.pid());
    }
    disk.ifPresent(SmallDisk::close);
  }
}
