package io.swarmd.swarmd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker Engine in a network namespace of its own, which a cable joins to this machine. Needs root, {@code dockerd},
 * {@code docker}, {@code ip} and {@code nsenter}.
 */
final class DockerEngine implements AutoCloseable {

  /** The end of the cable here, and the Engine's. Addresses kept for documentation are routed nowhere else. */
  static final String HERE = "198.51.100.1";
  static final String THERE = "198.51.100.2";
  private static final int COMMAND_SECONDS = 60;
  private static final int STOP_SECONDS = 30;

  record Output(int exitCode, String text) {}

  private final Path directory;
  private final String namespace = "swarmd-" + ProcessHandle.current().pid();
  private final String cable = "sw" + ProcessHandle.current().pid();
  private final Process daemon;

  /** Starts one; whether it answers is for the caller to ask. */
  DockerEngine(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    ip("netns", "add", namespace);
    ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    ip("address", "add", HERE + "/24", "dev", cable);
    ip("link", "set", cable, "up");
    ip("-n", namespace, "link", "set", "lo", "up");
    ip("-n", namespace, "address", "add", THERE + "/24", "dev", "eth0");
    ip("-n", namespace, "link", "set", "eth0", "up");
    ip("-n", namespace, "route", "add", "default", "via", HERE);
    daemon = new ProcessBuilder("nsenter", "--net=/var/run/netns/" + namespace, "dockerd", "--data-root", file("root"),
        "--exec-root", file("exec"), "-H", "unix://" + file("docker.sock"), "--pidfile", file("pid"))
        .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
  }

  /** Whether this machine can run one. */
  static boolean isPossible() {
    return "root".equals(System.getProperty("user.name")) && Stream.of("dockerd", "docker", "ip", "nsenter", "containerd")
        .allMatch(program -> Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, program))));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private static void ip(String... arguments) throws IOException {
    Output output = run(Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList());
    if (output.exitCode() != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + ": " + output.text());
    }
  }

  /** Any command, here. */
  static Output run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes());
    try {
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("does not end: " + command);
      }
      return new Output(process.exitValue(), text);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  /** A command of its command line. */
  Output docker(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("docker", "-H", "unix://" + file("docker.sock")));
    command.addAll(List.of(arguments));
    return run(command);
  }

  Output join(String token, String through) throws IOException {
    return docker("swarm", "join", "--token", token, "--advertise-addr", THERE, "--listen-addr", THERE + ":2377", through);
  }

  Path certificates() {
    return directory.resolve("root/swarm/certificates");
  }

  @Override
  public void close() throws IOException {
    docker("swarm", "leave", "--force");
    daemon.destroy();
    try {
      if (!daemon.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    ip("netns", "delete", namespace);
  }
}
