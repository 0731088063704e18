package io.swarmd.swarmd;

import ch.qos.logback.classic.Level;
import java.util.Locale;

/** The level names of SwarmKit's {@code --log-level}. */
final class LogLevel {

  private LogLevel() {}

  /**
   * @throws InvalidOption with the original's text
   */
  static Level parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn", "warning" -> Level.WARN;
      case "error" -> Level.ERROR;
      case "fatal", "panic" -> Level.OFF;
      default -> throw new InvalidOption("not a valid logrus Level: \"" + name + "\"");
    };
  }
}
