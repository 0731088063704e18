package io.swarmd.swarmd;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** A log line as SwarmKit's daemon writes it: {@code time="..." level=info msg="..." module=...}. */
public final class LogfmtLayout extends LayoutBase<ILoggingEvent> {

  private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();

  @Override
  public void start() {
    stackTrace.start();
    super.start();
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append("time=\"").append(Instant.ofEpochMilli(event.getTimeStamp())).append("\" level=")
        .append(event.getLevel().toString().toLowerCase(Locale.ROOT)).append(" msg=");
    quote(event.getFormattedMessage(), line);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(" error=");
      quote(thrown.getMessage() != null ? thrown.getMessage() : thrown.getClassName(), line);
    }
    line.append(" module=").append(module(event.getLoggerName())).append('\n');
    if (thrown != null && debugging()) {
      line.append(stackTrace.convert(event));
    }
    return line.toString();
  }

  /** Stack traces are for those who asked for detail; others get one line. */
  private static boolean debugging() {
    return LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).isDebugEnabled();
  }

  private static void quote(String text, StringBuilder line) {
    line.append('"');
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      switch (letter) {
        case '"', '\\' -> line.append('\\').append(letter);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(letter);
      }
    }
    line.append('"');
  }

  /** The part of the house that speaks: {@code io.swarmd.dispatcher.X} is {@code dispatcher}. */
  private static String module(String logger) {
    String[] names = logger.split("\\.");
    return logger.startsWith("io.swarmd.") && names.length > 2 ? names[2] : names[names.length - 1];
  }
}
