package io.swarmd.agent.process;

import io.swarmd.agent.output.OutputCapture;
import io.swarmd.agent.output.OutputLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The records of one task on disk. Every file comes into being whole, so that a death at any moment leaves a record
 * that can be read:
 *
 * <ul>
 *   <li>{@code started}: the boot id; written before anything is started, and never twice, so that a task runs once;
 *   <li>{@code claim}: a directory made by the process when it begins, or by the agent when it must not begin;
 *   <li>{@code pid}: process number and start time, written by the process before it becomes the command;
 *   <li>{@code exit}: the exit code, written by the shell that waits for it;
 *   <li>{@code stdout.log}, {@code stderr.log}: what it wrote lately;
 *   <li>{@code output}: a directory of all it wrote, with times, within bounds.
 * </ul>
 */
record TaskDirectory(Path path) {

  Path started() {
    return path.resolve("started");
  }

  Path claim() {
    return path.resolve("claim");
  }

  Path pid() {
    return path.resolve("pid");
  }

  Path newPid() {
    return path.resolve("pid.new");
  }

  Path script() {
    return path.resolve("run");
  }

  OutputCapture output() {
    return new OutputCapture(path.resolve("stdout.log"), path.resolve("stderr.log"), path.resolve("output"),
        OutputLimits.standard());
  }

  /** The script that goes on in the task's namespaces. */
  Path inside() {
    return path.resolve("inside");
  }

  /** The script of a health check, and what it put out last. */
  HealthProbe probe() {
    return new HealthProbe(path.resolve("probe"), path.resolve("probe.log"));
  }

  boolean hasNamespaces() {
    return Files.exists(inside());
  }

  /**
   * Makes the directory and the scripts, for the owner's eyes only.
   *
   * @param inner the script that goes on in namespaces, where there are some
   */
  void write(String outer, Optional<String> inner) throws IOException {
    Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (inner.isPresent()) {
      writeScript(inside(), inner.get());
    }
    writeScript(script(), outer);
  }

  void writeProbe(String script) throws IOException {
    writeScript(probe().script(), script);
  }

  private static void writeScript(Path file, String script) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, script);
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Notes on disk that the task is about to start; false when that was noted before. One agent per directory. */
  boolean markStarted(String bootId) throws IOException {
    if (isStarted()) {
      return false;
    }
    Path draft = path.resolve("started.new");
    try (FileChannel file = FileChannel.open(
        draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bootId.getBytes(StandardCharsets.US_ASCII)));
      file.force(true);
    }
    Files.move(draft, started(), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  boolean isStarted() {
    return Files.exists(started());
  }

  /** Whether the machine has been started anew since the task was. */
  boolean isOfEarlierBoot(String bootId) {
    return read(started()).filter(recorded -> recorded.equals(bootId)).isEmpty();
  }

  /** Sees to it that a process that has not begun yet never will; false when it has begun. */
  boolean claimAgainstStart() throws IOException {
    try {
      Files.createDirectory(claim());
      return true;
    } catch (FileAlreadyExistsException begun) {
      return false;
    }
  }

  /** Whether a process has written its number. */
  boolean hasBegun() {
    return Files.exists(pid());
  }

  Optional<ProcessTable.Identity> process() {
    return read(pid()).map(line -> line.split(" "))
        .filter(words -> words.length == 2)
        .map(words -> new ProcessTable.Identity(Long.parseLong(words[0]), Long.parseLong(words[1])));
  }

  OptionalInt exitCode() {
    return read(path.resolve("exit")).map(code -> OptionalInt.of(Integer.parseInt(code))).orElse(OptionalInt.empty());
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  void delete() throws IOException {
    deleteTree(path);
  }

  /** Deletes a directory and all in it, if it is there. */
  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(file -> {
        try {
          Files.deleteIfExists(file);
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      });
    }
  }
}
