package io.swarmd.agent.process;

import io.swarmd.api.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Limits by the kernel's control groups, where this machine and this user have them: one group {@code swarmd/<task>} in
 * the unified tree, or one in each tree of the older kind. Elsewhere limits are not kept, which is logged at the start
 * of the task.
 */
sealed interface Cgroups {

  /** Processor time is given out in periods of this length. */
  long PERIOD_MICROS = 100_000;

  String PARENT = "swarmd";

  /** How long what is left in a group may take to die. */
  Duration ENDING_LIMIT = Duration.ofSeconds(2);

  /**
   * Makes the groups of a task.
   *
   * @return the files a process writes its number to in order to be limited; empty without limits
   */
  List<Path> create(String taskId, Resources limits, long processesMax) throws IOException;

  /** Those files again, for what joins the task later. */
  List<Path> entrances(String taskId);

  /** Ends what is left in the groups of a task, and deletes them. Waits a little. */
  default void delete(String taskId) {
    for (Path entrance : entrances(taskId)) {
      emptied(entrance);
      deleteQuietly(entrance.getParent());
    }
  }

  /** Whether limits are kept here. */
  boolean areAvailable();

  /** The groups below a mount point such as /sys/fs/cgroup, as far as this user may use them. */
  static Cgroups at(Path root) {
    if (Files.exists(root.resolve("cgroup.controllers"))) {
      return Files.isWritable(root.resolve("cgroup.subtree_control")) ? new Unified(root) : new None();
    }
    boolean older = Files.isWritable(root.resolve("memory")) && Files.isWritable(root.resolve("cpu"));
    return older ? new PerController(root) : new None();
  }

  private static List<Path> existing(Stream<Path> groups) {
    return groups.filter(Files::isDirectory).map(group -> group.resolve("cgroup.procs")).toList();
  }

  private static long quotaMicros(long nanoCpus) {
    return nanoCpus * PERIOD_MICROS / 1_000_000_000L;
  }

  private static void emptied(Path entrance) {
    try {
      ProcessEnd.waitUntil(() -> {
        List<Long> left = members(entrance);
        left.forEach(process -> Signals.send(process, Signals.KILL));
        return left.isEmpty();
      }, ENDING_LIMIT);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Long> members(Path entrance) {
    try {
      return Files.readAllLines(entrance).stream().map(Long::valueOf).filter(process -> process > 0).toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  private static void deleteQuietly(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException busy) {
      // A group that holds a process which cannot die stays until the machine restarts; it costs nothing.
    }
  }

  /** No limits. */
  record None() implements Cgroups {

    @Override
    public List<Path> create(String taskId, Resources limits, long processesMax) {
      return List.of();
    }

    @Override
    public List<Path> entrances(String taskId) {
      return List.of();
    }

    @Override
    public boolean areAvailable() {
      return false;
    }
  }

  /** The unified tree. */
  record Unified(Path root) implements Cgroups {

    @Override
    public List<Path> create(String taskId, Resources limits, long processesMax) throws IOException {
      Path parent = root.resolve(PARENT);
      Path group = parent.resolve(taskId);
      Files.createDirectories(parent);
      Files.writeString(root.resolve("cgroup.subtree_control"), "+cpu +memory +pids");
      Files.writeString(parent.resolve("cgroup.subtree_control"), "+cpu +memory +pids");
      Files.createDirectories(group);
      if (limits.getMemoryBytes() > 0) {
        Files.writeString(group.resolve("memory.max"), Long.toString(limits.getMemoryBytes()));
      }
      if (limits.getNanoCpus() > 0) {
        Files.writeString(group.resolve("cpu.max"), quotaMicros(limits.getNanoCpus()) + " " + PERIOD_MICROS);
      }
      if (processesMax > 0) {
        Files.writeString(group.resolve("pids.max"), Long.toString(processesMax));
      }
      return List.of(group.resolve("cgroup.procs"));
    }

    @Override
    public List<Path> entrances(String taskId) {
      return existing(Stream.of(root.resolve(PARENT).resolve(taskId)));
    }

    @Override
    public boolean areAvailable() {
      return true;
    }
  }

  /** A tree for each controller. */
  record PerController(Path root) implements Cgroups {

    @Override
    public List<Path> create(String taskId, Resources limits, long processesMax) throws IOException {
      List<Path> entrances = new ArrayList<>();
      if (limits.getMemoryBytes() > 0) {
        entrances.add(group("memory", taskId, "memory.limit_in_bytes", limits.getMemoryBytes()));
      }
      if (limits.getNanoCpus() > 0) {
        Path entrance = group("cpu", taskId, "cpu.cfs_period_us", PERIOD_MICROS);
        Files.writeString(
            entrance.resolveSibling("cpu.cfs_quota_us"), Long.toString(quotaMicros(limits.getNanoCpus())));
        entrances.add(entrance);
      }
      if (processesMax > 0) {
        entrances.add(group("pids", taskId, "pids.max", processesMax));
      }
      return entrances;
    }

    private Path group(String controller, String taskId, String file, long value) throws IOException {
      Path group = root.resolve(controller).resolve(PARENT).resolve(taskId);
      Files.createDirectories(group);
      Files.writeString(group.resolve(file), Long.toString(value));
      return group.resolve("cgroup.procs");
    }

    @Override
    public List<Path> entrances(String taskId) {
      return existing(Stream.of("memory", "cpu", "pids")
          .map(controller -> root.resolve(controller).resolve(PARENT).resolve(taskId)));
    }

    @Override
    public boolean areAvailable() {
      return true;
    }
  }
}
