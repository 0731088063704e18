package io.swarmd.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine made of namespaces: its own network, host name, mounts and processes, the files of the machine it is on.
 * Its first process reads from this one until the end: when this process ends, however it does, the kernel ends everything
 * on the machine and gives back its network. Name lookups fail there at once, so that nothing waits for a registry.
 */
public final class Machine implements AutoCloseable {

  private static final int STOP_SECONDS = 30;
  private static final String FIRST_PROCESS = """
      set -e
      hostname "$1"
      ip link set lo up
      mount --bind "$2" /etc/resolv.conf
      echo ready
      read end || true
      """;

  private final String name;
  private final Process unshare;
  private final long firstProcess;

  private Machine(String name, Process unshare) {
    this.name = name;
    this.unshare = unshare;
    this.firstProcess = unshare.children().findFirst().orElseThrow().pid();
  }

  /** @param directory where the machine may leave a file */
  public static Machine start(String name, Path directory) {
    try {
      Path resolver = Files.writeString(Files.createDirectories(directory).resolve(name + ".resolv"),
          "nameserver 127.0.0.1\n");
      Process unshare = new ProcessBuilder("unshare", "--net", "--uts", "--mount", "--pid", "--fork", "--kill-child",
          "--mount-proc", "bash", "-c", FIRST_PROCESS, "machine", name, resolver.toString())
          .redirectError(directory.resolve(name + ".errors").toFile()).start();
      if (!"ready".equals(unshare.inputReader().readLine())) {
        throw new IOException("no machine: " + Files.readString(directory.resolve(name + ".errors")));
      }
      return new Machine(name, unshare);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What keeps this machine from having others made of namespaces and Engines on them; empty where nothing does. */
  public static String obstacle() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "not root";
    }
    return Stream.of("dockerd", "docker", "containerd", "ip", "nsenter", "unshare", "bash")
        .filter(program -> Stream.of(System.getenv("PATH").split(":"))
            .noneMatch(path -> Files.isExecutable(Path.of(path, program))))
        .map(missing -> "no " + missing).findFirst().orElse("");
  }

  public String name() {
    return name;
  }

  /** The process whose namespaces are the machine's, as this process counts. */
  long firstProcess() {
    return firstProcess;
  }

  /** A command to be run there. What proxies this machine uses is nothing to it. */
  public ProcessBuilder command(List<String> command) {
    List<String> whole = new ArrayList<>(List.of("nsenter", "--target", Long.toString(firstProcess), "--net", "--uts",
        "--mount", "--pid"));
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().keySet().removeIf(key -> key.toLowerCase().endsWith("_proxy"));
    return builder;
  }

  public Output run(String... command) {
    return Output.of(command(List.of(command)), new byte[0]);
  }

  /** Runs something that stays, its words in a file. */
  public Daemon daemon(Path log, List<String> command) {
    try {
      return new Daemon(command(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Ends all that runs there at once, as a loss of power does. */
  @Override
  public void close() {
    try {
      unshare.getOutputStream().close();
      if (!unshare.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        unshare.destroyForcibly();
      }
    } catch (IOException gone) {
      unshare.destroyForcibly();
    } catch (InterruptedException interrupted) {
      unshare.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
