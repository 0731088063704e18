package io.swarmd.agent.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Sends signals, through the C library; and knows their names on Linux. */
final class Signals {

  static final int KILL = 9;
  static final int TERM = 15;

  private static final int NUMBER_MAX = 64;
  private static final Map<String, Integer> NUMBERS = Map.ofEntries(
      Map.entry("HUP", 1), Map.entry("INT", 2), Map.entry("QUIT", 3), Map.entry("ABRT", 6), Map.entry("KILL", KILL),
      Map.entry("USR1", 10), Map.entry("USR2", 12), Map.entry("PIPE", 13), Map.entry("ALRM", 14),
      Map.entry("TERM", TERM), Map.entry("CONT", 18), Map.entry("STOP", 19), Map.entry("WINCH", 28),
      Map.entry("PWR", 30));

  private static final MethodHandle KILL_FUNCTION = function("kill", 2);
  private static final MethodHandle GETEUID_FUNCTION = function("geteuid", 0);

  private Signals() {}

  private static MethodHandle function(String name, int arguments) {
    ValueLayout.OfInt[] layout = new ValueLayout.OfInt[arguments];
    Arrays.fill(layout, ValueLayout.JAVA_INT);
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, layout));
  }

  /**
   * The number of a signal given as {@code SIGTERM}, {@code term} or {@code 15}.
   *
   * @throws IllegalArgumentException for any other text
   */
  static int number(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
    if (number != null) {
      return number;
    }
    if (text.matches("\\d{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= NUMBER_MAX) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("stop signal \"" + text + "\" is not known");
  }

  /** Sends a signal to a whole process group; nothing happens when it is gone. */
  static void sendToGroup(long group, int signal) {
    send(-group, signal);
  }

  /** Sends a signal to one process, or to a group by its negative number; nothing happens when it is gone. */
  static void send(long process, int signal) {
    try {
      int ignored = (int) KILL_FUNCTION.invokeExact((int) process, signal);
    } catch (Throwable impossible) {
      throw new IllegalStateException("kill cannot be called", impossible);
    }
  }

  /** Whether this process may act for other users. */
  static boolean isRoot() {
    try {
      return (int) GETEUID_FUNCTION.invokeExact() == 0;
    } catch (Throwable impossible) {
      throw new IllegalStateException("geteuid cannot be called", impossible);
    }
  }
}
