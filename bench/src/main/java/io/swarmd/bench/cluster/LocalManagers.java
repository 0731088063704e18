package io.swarmd.bench.cluster;

import io.swarmd.api.Cluster;
import io.swarmd.api.ListClustersRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Managers of this project as processes on loopback, each with an empty state directory. What was started here is
 * ended here. Not thread-safe.
 */
public final class LocalManagers implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 15;

  private final Path root;
  private final Path base;
  private final Path sockets;
  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<List<String>> joins = new ArrayList<>();

  private LocalManagers(Path root) throws IOException {
    this.root = root;
    this.base = root.resolve("target/hollow");
    this.sockets = Files.createTempDirectory("hollow");
    delete(base);
    Files.createDirectories(base);
  }

  /**
   * Starts so many managers of one cluster and waits until the first knows them all.
   *
   * @param root the project's directory, where {@code bin/swarmd} is
   */
  public static LocalManagers start(Path root, int count) {
    try {
      LocalManagers managers = new LocalManagers(root);
      try {
        managers.startAll(count);
        return managers;
      } catch (RuntimeException | IOException failed) {
        managers.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new BenchFailure("managers cannot be started: " + failed.getMessage(), failed);
    }
  }

  private void startAll(int count) throws IOException {
    launch(List.of());
    try (ClusterUnderTest first = attach()) {
      first.workerToken();
      for (int number = 1; number < count; number++) {
        Cluster cluster = first.control().listClusters(ListClustersRequest.getDefaultInstance()).getClusters(0);
        launch(List.of("--join-addr", joinAddress(),
            "--join-token", cluster.getRootCa().getJoinTokens().getManager()));
        awaitManagers(first, number + 1);
      }
    }
  }

  private void awaitManagers(ClusterUnderTest first, int count) {
    Polling.until(count + " managers in the cluster (logs in " + base + ")", LOOK, START_LIMIT,
        () -> first.reachableManagers() == count);
  }

  private void launch(List<String> joining) throws IOException {
    ports.add(freePort());
    joins.add(joining);
    processes.add(process(processes.size()));
    awaitSocket(processes.size() - 1);
  }

  private Process process(int number) throws IOException {
    String name = name(number);
    List<String> command = new ArrayList<>(List.of(root.resolve("bin/swarmd").toString(),
        "--state-dir", base.resolve(name).toString(), "--listen-control-api", socket(name).toString(),
        "--listen-remote-api", "127.0.0.1:" + ports.get(number), "--hostname", name, "--executor", "hollow"));
    command.addAll(joins.get(number));
    return new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(base.resolve(name + ".log").toFile())).start();
  }

  private static String name(int number) {
    return "m" + (number + 1);
  }

  private void awaitSocket(int number) {
    String name = name(number);
    Process process = processes.get(number);
    Polling.until("the control socket of " + name + " (log in " + base + ")", LOOK, START_LIMIT, () -> {
      if (!process.isAlive()) {
        throw new BenchFailure("manager " + name + " ended at its start; its log is in " + base);
      }
      return Files.exists(socket(name));
    });
  }

  private Path socket(String name) {
    return sockets.resolve(name + ".sock");
  }

  private String joinAddress() {
    return "127.0.0.1:" + ports.getFirst();
  }

  /** The cluster through its first manager. */
  public ClusterUnderTest attach() {
    return attach(0);
  }

  /** The cluster through one of its managers, counted from 0. */
  public ClusterUnderTest attach(int number) {
    return new ClusterUnderTest(socket(name(number)), joinAddress(), processes.stream().map(Process::pid).toList());
  }

  /** How many managers were started. */
  public int count() {
    return processes.size();
  }

  /** The manager that leads, as this one knows it, counted from 0; waits until there is one. */
  public int leader(ClusterUnderTest seen) {
    Polling.until("a leader", LOOK, START_LIMIT, () -> seen.leader().isPresent());
    return Integer.parseInt(seen.leader().orElseThrow().substring(1)) - 1;
  }

  /** Ends a manager without warning. */
  public void kill(int number) {
    processes.get(number).destroyForcibly();
  }

  /** Starts a killed manager again on its state and waits until all know each other again. */
  public void restart(int number) {
    try {
      processes.get(number).waitFor();
      Files.deleteIfExists(socket(name(number)));
      processes.set(number, process(number));
    } catch (IOException failed) {
      throw new BenchFailure("manager " + name(number) + " cannot be started again: " + failed.getMessage(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
    awaitSocket(number);
    try (ClusterUnderTest seen = attach(number)) {
      seen.workerToken();
      awaitManagers(seen, count());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException interrupted) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    delete(sockets);
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
