package io.swarmd.swarmd.stuck;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the threads of this process are at, for finding out why something does not go forward. */
final class ThreadStacks {

  private static final int FRAMES = 25;
  private static final List<String> OURS = List.of("io.swarmd.", "org.apache.ratis.", "org.rocksdb.");

  private ThreadStacks() {}

  /** A line for each thread that is in our code or that of the log, innermost call first; idle ones are left out. */
  static List<String> lines() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> Arrays.stream(entry.getValue()).anyMatch(ThreadStacks::isOurs))
        .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
        .map(ThreadStacks::line).toList();
  }

  private static boolean isOurs(StackTraceElement frame) {
    return OURS.stream().anyMatch(frame.getClassName()::startsWith);
  }

  private static String line(Map.Entry<Thread, StackTraceElement[]> entry) {
    return entry.getKey().getName() + " (" + entry.getKey().getState() + "): " + Arrays.stream(entry.getValue())
        .limit(FRAMES).map(StackTraceElement::toString).collect(Collectors.joining(" < "));
  }
}
