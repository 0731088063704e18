package io.swarmd.agent.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A Docker Engine on a machine, with files of its own: it meets no other Engine of the machine it is really on. */
public final class Engine implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final String CGROUPS = "swarmd-engines";

  private final Machine machine;
  private final Path directory;
  private Daemon daemon;

  /** Starts one and waits until it answers. It has no images. */
  public Engine(Machine machine, Path directory) {
    this.machine = machine;
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    CgroupRemains.remove(CGROUPS);
    start();
  }

  /** Starts it again, after {@link #stop} or {@link #kill}. */
  public void start() {
    daemon = machine.daemon(log(), List.of("dockerd", "--debug", "--data-root", file("root"), "--exec-root",
        file("exec"), "-H", address(), "--pidfile", file("pid"), "--cgroup-parent", CGROUPS,
        "--exec-opt", "native.cgroupdriver=cgroupfs"));
    Awaitility.await().atMost(START).until(() -> {
      if (!daemon.isAlive()) {
        throw new IllegalStateException("the Engine does not start: " + Files.readString(log()));
      }
      return docker("info").succeeded();
    });
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  public Path log() {
    return directory.resolve("log");
  }

  /** Where its API answers, as {@code DOCKER_HOST} has it. */
  public String address() {
    return "unix://" + file("docker.sock");
  }

  /** The control socket of its swarm half, which is there while it is a manager. */
  public Path controlSocket() {
    return directory.resolve("exec/swarm/control.sock");
  }

  public Path certificates() {
    return directory.resolve("root/swarm/certificates");
  }

  public Machine machine() {
    return machine;
  }

  /** A command of Docker's own command line. */
  public Output docker(String... arguments) {
    return docker(new byte[0], arguments);
  }

  /** A command that reads. */
  public Output docker(byte[] input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "-H", address()));
    command.addAll(List.of(arguments));
    return Output.of(new ProcessBuilder(command), input);
  }

  /** A shell line in a container. */
  public Output in(String container, String line) {
    return docker("exec", container, "sh", "-c", line);
  }

  /** The containers of a service that run, by the service's name. */
  public List<String> containers(String service) {
    return docker("ps", "-q", "--filter", "label=com.docker.swarm.service.name=" + service).orFail().lines().toList();
  }

  /** The one container of a service that runs here, if there is just one. */
  public Optional<String> container(String service) {
    return Optional.of(containers(service)).filter(all -> all.size() == 1).map(List::getFirst);
  }

  /** Joins a swarm as the machine with this address. */
  public Output join(String token, String ownAddress, String manager) {
    return docker("swarm", "join", "--token", token, "--advertise-addr", ownAddress, "--listen-addr",
        ownAddress + ":2377", manager);
  }

  /** Ends it in order; the containers of a swarm end with it. */
  public void stop() {
    daemon.stop();
  }

  /** Ends the Engine alone, at once; its containers go on. */
  public void kill() {
    daemon.kill();
  }

  @Override
  public void close() {
    if (daemon.isAlive()) {
      docker("swarm", "leave", "--force");
      daemon.stop();
    }
  }
}
