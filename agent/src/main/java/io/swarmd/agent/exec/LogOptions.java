package io.swarmd.agent.exec;

import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which lines of a task are wanted.
 *
 * @param streams a subset of the two; one that names neither wants nothing
 * @param follow whether lines written later are wanted too
 * @param last how many of the lines written until now, counted from the last; empty for all
 * @param since lines written before are left out
 */
public record LogOptions(Set<LogStream> streams, boolean follow, OptionalLong last, Optional<Instant> since) {

  public LogOptions {
    streams = Set.copyOf(streams);
  }

  /**
   * Reads the options of a subscription: no stream named means both; a tail of zero means all lines, one of −n the last
   * n − 1 (dispatch sheet, 5.7.2).
   *
   * @throws IllegalArgumentException for a tail counted from the first line, which nobody serves
   */
  public static LogOptions of(LogSubscriptionOptions wire) {
    if (wire.getTail() > 0) {
      throw new IllegalArgumentException(
          "tail " + wire.getTail() + ": counting from the first line is not supported; give a negative number");
    }
    EnumSet<LogStream> streams = EnumSet.of(LogStream.LOG_STREAM_STDOUT, LogStream.LOG_STREAM_STDERR);
    if (wire.getStreamsCount() > 0) {
      streams.retainAll(wire.getStreamsList());
    }
    OptionalLong last = wire.getTail() == 0 ? OptionalLong.empty() : OptionalLong.of(-(wire.getTail() + 1));
    return new LogOptions(streams, wire.getFollow(), last, since(wire));
  }

  private static Optional<Instant> since(LogSubscriptionOptions wire) {
    return wire.hasSince()
        ? Optional.of(Instant.ofEpochSecond(wire.getSince().getSeconds(), wire.getSince().getNanos()))
        : Optional.empty();
  }
}
