package io.swarmd.agent.process;

import io.swarmd.api.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits by the kernel's control groups, where this machine and this user have them: one group {@code swarmd/<task>} in
 * the unified tree, or one in each tree of the older kind. Elsewhere limits are not kept, which is logged at the start
 * of the task.
 */
sealed interface Cgroups {

  /** Processor time is given out in periods of this length. */
  long PERIOD_MICROS = 100_000;

  String PARENT = "swarmd";

  /**
   * Makes the groups of a task.
   *
   * @return the files a process writes its number to in order to be limited; empty without limits
   */
  List<Path> create(String taskId, Resources limits, long processesMax) throws IOException;

  /** Deletes the groups of a task whose processes have ended. */
  void delete(String taskId);

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

  private static long quotaMicros(long nanoCpus) {
    return nanoCpus * PERIOD_MICROS / 1_000_000_000L;
  }

  private static void deleteQuietly(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException busy) {
      // A group that still holds an escaped process stays until the machine restarts; it costs nothing.
    }
  }

  /** No limits. */
  record None() implements Cgroups {

    @Override
    public List<Path> create(String taskId, Resources limits, long processesMax) {
      return List.of();
    }

    @Override
    public void delete(String taskId) {}

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
    public void delete(String taskId) {
      deleteQuietly(root.resolve(PARENT).resolve(taskId));
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
    public void delete(String taskId) {
      List.of("memory", "cpu", "pids")
          .forEach(controller -> deleteQuietly(root.resolve(controller).resolve(PARENT).resolve(taskId)));
    }

    @Override
    public boolean areAvailable() {
      return true;
    }
  }
}
