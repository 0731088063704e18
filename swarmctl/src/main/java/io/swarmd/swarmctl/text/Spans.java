package io.swarmd.swarmctl.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as users write and read them, {@code 2h45m} or {@code 5s} (control sheet, 17.15). */
public final class Spans {

  private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "ms", 1_000_000L,
      "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)");

  private Spans() {}

  /** Reads a span; empty when the text is none. */
  public static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher part = PART.matcher(rest);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length() && part.find(at) && part.start() == at) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.get(part.group(2)))));
      at = part.end();
    }
    boolean whole = at == rest.length() && at > 0 && nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return whole ? Optional.of(Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue())) : Optional.empty();
  }

  public static String format(Duration span) {
    if (span.isZero()) {
      return "0s";
    }
    if (span.isNegative()) {
      return "-" + format(span.negated());
    }
    if (span.getSeconds() == 0) {
      return subSecond(span.toNanos());
    }
    String seconds = BigDecimal.valueOf(span.toSecondsPart())
        .add(BigDecimal.valueOf(span.toNanosPart(), 9)).stripTrailingZeros().toPlainString() + "s";
    if (span.toMinutes() == 0) {
      return seconds;
    }
    return (span.toHours() > 0 ? span.toHours() + "h" : "") + span.toMinutesPart() + "m" + seconds;
  }

  private static String subSecond(long nanos) {
    int digits = nanos >= 1_000_000 ? 6 : nanos >= 1_000 ? 3 : 0;
    String unit = digits == 6 ? "ms" : digits == 3 ? "µs" : "ns";
    return BigDecimal.valueOf(nanos, digits).stripTrailingZeros().toPlainString() + unit;
  }
}
