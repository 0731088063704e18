package io.swarmd.agent.docker;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import io.swarmd.agent.docker.request.TaskFile;
import io.swarmd.model.expansion.Payload;
import io.swarmd.model.expansion.PayloadTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files that bring secrets and configs into containers (dispatch sheet, 5.4). They lie in memory, in a file system
 * that no disk is behind, in a directory only the agent enters, and are mounted into the container one by one,
 * read-only. They are made empty with the container and filled when it starts. The directory of the node goes with the
 * last task that has any; one thread at a time, therefore.
 */
final class TaskFiles {

  private static final List<Path> PLACES = List.of(Path.of("/run"), Path.of("/dev/shm"));
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OURS_TO_WRITE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;

  /** @param directory one for the node, below it one for each task */
  private TaskFiles(Path directory) {
    this.directory = directory;
  }

  /** The files of a node; empty when this machine offers no place in memory. */
  static Optional<TaskFiles> ofNode(String nodeId) {
    return PLACES.stream().filter(TaskFiles::isInMemory).findFirst()
        .map(place -> new TaskFiles(place.resolve("swarmd-" + nodeId)));
  }

  private static boolean isInMemory(Path place) {
    try {
      return Files.isWritable(place) && IN_MEMORY.contains(Files.getFileStore(place).type());
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Makes a task's files, still empty, and says how they are mounted. */
  synchronized List<Mount> make(String taskId, List<TaskFile> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    List<Mount> mounts = new ArrayList<>();
    try {
      Path own = Files.createDirectories(directory.resolve(taskId), OURS_ALONE);
      for (int number = 0; number < files.size(); number++) {
        Path file = own.resolve(Integer.toString(number));
        if (Files.notExists(file)) {
          Files.createFile(file, OURS_TO_WRITE);
        }
        mounts.add(new Mount().withType(MountType.BIND).withSource(file.toString())
            .withTarget(files.get(number).path()).withReadOnly(true));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("the files of secrets and configs cannot be made: " + failure.getMessage(),
          failure);
    }
    return mounts;
  }

  /**
   * Writes what the files hold, and gives them their owner and mode.
   *
   * @throws IllegalArgumentException when a secret or config is not there or cannot be filled in
   */
  synchronized void fill(String taskId, List<TaskFile> files, PayloadTemplates payloads) {
    for (int number = 0; number < files.size(); number++) {
      TaskFile file = files.get(number);
      Payload content = switch (file.kind()) {
        case SECRET -> payloads.secret(file.id());
        case CONFIG -> payloads.config(file.id());
      };
      try {
        write(directory.resolve(taskId).resolve(Integer.toString(number)), file, content.data().toByteArray());
      } catch (IOException failure) {
        throw new UncheckedIOException("the file " + file.path() + " cannot be given to the task: "
            + failure.getMessage(), failure);
      }
    }
  }

  private static void write(Path path, TaskFile file, byte[] content) throws IOException {
    Files.setAttribute(path, "unix:mode", 0600);
    Files.write(path, content);
    setIfOther(path, "unix:gid", file.gid());
    setIfOther(path, "unix:uid", file.uid());
    Files.setAttribute(path, "unix:mode", file.mode());
  }

  /** Only root may give a file away; an agent that is not may still have files of its own. */
  private static void setIfOther(Path path, String attribute, int value) throws IOException {
    if (!Integer.valueOf(value).equals(Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS))) {
      Files.setAttribute(path, attribute, value);
    }
  }

  /** Deletes a task's files; none is no error. */
  synchronized void delete(String taskId) {
    Path own = directory.resolve(taskId);
    if (Files.notExists(own)) {
      return;
    }
    try (Stream<Path> content = Files.walk(own)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
      deleteIfEmpty();
    } catch (IOException failure) {
      throw new UncheckedIOException("the files of task " + taskId + " cannot be deleted: " + failure.getMessage(),
          failure);
    }
  }

  private void deleteIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException others) {
      // Other tasks have files there.
    }
  }

  /** Deletes the files of all tasks that are not known. */
  synchronized void sweep(Predicate<String> isKnown) {
    tasks().stream().filter(isKnown.negate()).forEach(this::delete);
  }

  /** Ids of the tasks that have files. */
  synchronized List<String> tasks() {
    if (Files.notExists(directory)) {
      return List.of();
    }
    try (Stream<Path> tasks = Files.list(directory)) {
      return tasks.map(task -> task.getFileName().toString()).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException("the files of tasks cannot be listed: " + failure.getMessage(), failure);
    }
  }
}
