package io.swarmd.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The kernel's word on processes, read from /proc. */
final class ProcessTable {

  private static final Path PROC = Path.of("/proc");
  /** Where the start time stands, counted from the field after the command's closing bracket. */
  private static final int START_FIELD = 19;

  private ProcessTable() {}

  /**
   * A process that cannot be taken for a later one with the same number.
   *
   * @param startTicks when it started, in clock ticks since the machine did
   */
  record Identity(long pid, long startTicks) {

    /** Whether this very process exists and has not ended. */
    boolean isAlive() {
      return stat(pid)
          .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
          .filter(fields -> Long.parseLong(fields[START_FIELD]) == startTicks)
          .isPresent();
    }
  }

  /** A process by its number, as it is now. */
  static Optional<Identity> find(long pid) {
    return stat(pid).map(fields -> new Identity(pid, Long.parseLong(fields[START_FIELD])));
  }

  /** Tells one run of the machine from the next. */
  static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException unreadable) {
      throw new IllegalStateException("the kernel's boot id cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** All memory of the machine, in bytes. */
  static long memoryBytes() throws IOException {
    return Files.readAllLines(PROC.resolve("meminfo")).stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("/proc/meminfo names no MemTotal"));
  }

  /** The fields from the state on; the command before them may hold anything. */
  private static Optional<String[]> stat(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/stat"));
      return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
