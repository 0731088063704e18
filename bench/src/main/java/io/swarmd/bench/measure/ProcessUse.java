package io.swarmd.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has used so far, as the kernel tells it.
 *
 * @param cpuSeconds user and system time
 * @param residentKib memory held now
 * @param peakKib the most it ever held
 */
public record ProcessUse(double cpuSeconds, long residentKib, long peakKib) {

  /** The unit of processor time in /proc, fixed by the kernel's interface at 100 a second. */
  private static final double TICKS_PER_SECOND = 100;
  /** Places after the process name, which stands in parentheses and may hold anything. */
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /** Nothing used. */
  public static final ProcessUse NONE = new ProcessUse(0, 0, 0);

  /**
   * Reads a process.
   *
   * @throws IllegalArgumentException when there is none of that id
   */
  public static ProcessUse of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return parse(Files.readString(process.resolve("stat")), Files.readAllLines(process.resolve("status")));
    } catch (IOException gone) {
      throw new IllegalArgumentException("there is no process " + pid + " to measure", gone);
    }
  }

  /** This process itself. */
  public static ProcessUse ofSelf() {
    return of(ProcessHandle.current().pid());
  }

  static ProcessUse parse(String stat, List<String> status) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = Double.parseDouble(fields[USER_TICKS]) + Double.parseDouble(fields[SYSTEM_TICKS]);
    return new ProcessUse(ticks / TICKS_PER_SECOND, kib(status, "VmRSS:"), kib(status, "VmHWM:"));
  }

  private static long kib(List<String> status, String name) {
    return status.stream().filter(line -> line.startsWith(name)).findFirst()
        .map(line -> Long.parseLong(line.substring(name.length()).replace("kB", "").strip())).orElse(0L);
  }

  /** The processor seconds all processes together have used since the machine started; idle and waiting left out. */
  public static double machineCpuSeconds() {
    try {
      return machineCpuSeconds(Files.readAllLines(Path.of("/proc/stat")).getFirst());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Fields: user, nice, system, idle, wait for disks, interrupts, soft interrupts; the rest is other machines'. */
  static double machineCpuSeconds(String line) {
    String[] fields = line.strip().split(" +");
    double busy = 0;
    for (int place : new int[] {1, 2, 3, 6, 7}) {
      busy += Double.parseDouble(fields[place]);
    }
    return busy / TICKS_PER_SECOND;
  }

  ProcessUse plus(ProcessUse other) {
    return new ProcessUse(
        cpuSeconds + other.cpuSeconds, residentKib + other.residentKib, peakKib + other.peakKib);
  }
}
