package io.swarmd.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wall clock of one process, which can be set while it runs, by libfaketime (Debian: libfaketime). The monotonic
 * clock goes on as it is, as it does when a machine's clock is set.
 */
public final class ProcessClock {

  /** How long the library may take to look at its file again. */
  public static final Duration NOTICED_WITHIN = Duration.ofSeconds(1);

  private static final Optional<Path> LIBRARY = Stream.of(
          "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
          "/usr/lib64/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")
      .map(Path::of).filter(Files::exists).findFirst();

  private final Path file;

  ProcessClock(Path file) {
    this.file = file;
    set(Duration.ZERO);
  }

  /** Whether the library is there. */
  static boolean possible() {
    return LIBRARY.isPresent();
  }

  /** What the process has to be started with. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", LIBRARY.orElseThrow().toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", Long.toString(NOTICED_WITHIN.toSeconds()), "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** How far the clock is to be from the machine's. */
  public void set(Duration offset) {
    try {
      Files.writeString(file, (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A process that was killed leaves these. */
  static void sweep(long pid) {
    try {
      Files.deleteIfExists(Path.of("/dev/shm/faketime_shm_" + pid));
      Files.deleteIfExists(Path.of("/dev/shm/sem.faketime_sem_" + pid));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
