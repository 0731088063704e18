package io.swarmd.swarmctl.text;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;

/** Moments as users read them: how long ago, or exactly (control sheet, 17.12 and 17.14). */
public final class Moments {

  /** How a distance below the bound is told: a text, or a count of the unit. */
  private record Step(Duration below, String text, Duration unit) {}

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = MONTH.multipliedBy(12);
  private static final List<Step> STEPS = List.of(
      new Step(Duration.ofSeconds(1), "now", Duration.ofSeconds(1)),
      new Step(Duration.ofSeconds(2), "1 second", Duration.ofSeconds(1)),
      new Step(Duration.ofMinutes(1), "%d seconds", Duration.ofSeconds(1)),
      new Step(Duration.ofMinutes(2), "1 minute", Duration.ofMinutes(1)),
      new Step(Duration.ofHours(1), "%d minutes", Duration.ofMinutes(1)),
      new Step(Duration.ofHours(2), "1 hour", Duration.ofHours(1)),
      new Step(Duration.ofDays(1), "%d hours", Duration.ofHours(1)),
      new Step(Duration.ofDays(2), "1 day", Duration.ofDays(1)),
      new Step(WEEK, "%d days", Duration.ofDays(1)),
      new Step(WEEK.multipliedBy(2), "1 week", WEEK),
      new Step(MONTH, "%d weeks", WEEK),
      new Step(MONTH.multipliedBy(2), "1 month", MONTH),
      new Step(YEAR, "%d months", MONTH),
      new Step(MONTH.multipliedBy(18), "1 year", YEAR),
      new Step(YEAR.multipliedBy(2), "2 years", YEAR),
      new Step(YEAR.multipliedBy(37), "%d years", YEAR),
      new Step(Duration.ofSeconds(Long.MAX_VALUE), "a long while", YEAR));
  private static final DateTimeFormatter EXACT = new DateTimeFormatterBuilder()
      .appendPattern("uuuu-MM-dd'T'HH:mm:ss").appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).appendLiteral('Z')
      .toFormatter().withZone(ZoneOffset.UTC);

  private Moments() {}

  public static String relative(Timestamp moment, Instant now) {
    Duration ago = Duration.between(instant(moment), now);
    Duration distance = ago.abs();
    Step step = STEPS.stream().filter(s -> distance.compareTo(s.below) < 0).findFirst().orElse(STEPS.getLast());
    if (step.text.equals("now")) {
      return "now";
    }
    return step.text.replace("%d", Long.toString(distance.dividedBy(step.unit)))
        + (ago.isNegative() ? " from now" : " ago");
  }

  public static String exact(Timestamp moment) {
    return EXACT.format(instant(moment));
  }

  private static Instant instant(Timestamp moment) {
    return Instant.ofEpochSecond(moment.getSeconds(), moment.getNanos());
  }
}
