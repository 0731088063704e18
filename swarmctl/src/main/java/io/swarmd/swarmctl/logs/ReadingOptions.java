package io.swarmd.swarmctl.logs;

import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.model.time.WireTime;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.text.Spans;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The flags of both commands, as those of the docker command line (control sheet, 18.2 and section 23). */
final class ReadingOptions {

  static final Flag FOLLOW = Flag.toggle("--follow", "-f", "go on showing what comes");
  static final Flag TAIL = Flag.text("--tail", "all", "show only so many lines of each task, counted from the last");
  static final Flag SINCE =
      Flag.text("--since", "show only what was written since a time (2026-11-21T03:12:00Z) or for a span (42m)");
  static final Flag TIMESTAMPS = Flag.toggle("--timestamps", "-t", "show when each line was written");
  static final Flag DETAILS = Flag.toggle("--details", "show what the log driver adds to each line");
  static final Flag RAW = Flag.toggle("--raw", "do not show which task wrote a line");
  static final Flag TASK_IDS = Flag.toggle("--task-ids", "show the ids of tasks");
  static final Flag NO_TASK_IDS = Flag.toggle("--no-task-ids", "do not show the ids of tasks, as is the default");
  static final Flag NO_TRUNC = Flag.toggle("--no-trunc", "show the ids of tasks, and whole");
  static final Flag FORMAT =
      Flag.text(Output.FORMAT.name(), "table", "how to show it: table, or json for one object on each line");
  static final List<Flag> ALL =
      List.of(FOLLOW, TAIL, SINCE, TIMESTAMPS, DETAILS, RAW, TASK_IDS, NO_TASK_IDS, NO_TRUNC, FORMAT);

  /** As Engines read times: with or without zone, time of day and all else but the date. */
  private static final List<Function<String, Instant>> TIMES = List.of(
      text -> OffsetDateTime.parse(text).toInstant(),
      text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
      text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

  private ReadingOptions() {}

  /** @throws UsageException naming a flag whose value cannot be read */
  static LogSubscriptionOptions of(Invocation in) {
    LogSubscriptionOptions.Builder options =
        LogSubscriptionOptions.newBuilder().setFollow(in.on(FOLLOW.name())).setTail(tail(in));
    since(in).ifPresent(moment -> options.setSince(WireTime.timestamp(moment)));
    return options.build();
  }

  /** On the wire the last n lines are −(n+1), and zero stands for all (dispatch sheet, 7.13). */
  private static long tail(Invocation in) {
    String text = in.text(TAIL.name());
    if (text.isEmpty() || text.equals("all")) {
      return 0;
    }
    try {
      return -Math.addExact(Integer.parseUnsignedInt(text), 1L);
    } catch (NumberFormatException notANumber) {
      throw wrong(TAIL, text, "must be a number of lines, or all");
    }
  }

  private static Optional<Instant> since(Invocation in) {
    String text = in.text(SINCE.name());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> ago = Spans.parse(text).filter(span -> !text.equals("0")).map(in.now()::minus);
    return Optional.of(ago.or(() -> seconds(text)).or(() -> time(text)).orElseThrow(
        () -> wrong(SINCE, text, "must be a time like 2026-11-21T03:12:00Z, seconds since 1970, or a span like 42m")));
  }

  private static Optional<Instant> seconds(String text) {
    if (!text.matches("[0-9]{1,11}(\\.[0-9]{1,9})?")) {
      return Optional.empty();
    }
    BigDecimal seconds = new BigDecimal(text);
    return Optional.of(Instant.ofEpochSecond(
        seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue()));
  }

  private static Optional<Instant> time(String text) {
    for (Function<String, Instant> reader : TIMES) {
      try {
        return Optional.of(reader.apply(text));
      } catch (DateTimeParseException another) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static UsageException wrong(Flag flag, String value, String fault) {
    return new UsageException("invalid argument \"" + value + "\" for \"" + flag.name() + "\" flag: " + fault);
  }
}
