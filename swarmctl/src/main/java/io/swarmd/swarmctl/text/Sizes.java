package io.swarmd.swarmctl.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory and processors as users write and read them (control sheet, 17.13 and 18.2). */
public final class Sizes {

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
  private static final Pattern WRITTEN = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([kmgtp]?)i?b?");
  private static final int NANO_DIGITS = 9;

  private Sizes() {}

  /** Memory for reading: {@code 64 MiB}, {@code 1.5 GiB}. */
  public static String bytes(long bytes) {
    if (bytes < 10) {
      return bytes + " B";
    }
    int unit = Math.min(UNITS.size() - 1, (63 - Long.numberOfLeadingZeros(bytes)) / 10);
    double value = Math.floor(bytes / Math.pow(1024, unit) * 10 + 0.5) / 10;
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS.get(unit));
  }

  /** Memory as written, {@code 512m} for instance, in steps of 1024; empty when the text is none. */
  public static Optional<Long> parseBytes(String text) {
    Matcher written = WRITTEN.matcher(text.toLowerCase(Locale.ROOT));
    if (!written.matches()) {
      return Optional.empty();
    }
    int power = "kmgtp".indexOf(written.group(2)) + 1;
    long unit = written.group(2).isEmpty() ? 1 : 1L << 10 * power;
    BigDecimal bytes = new BigDecimal(written.group(1)).multiply(BigDecimal.valueOf(unit));
    return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? Optional.empty() : Optional.of(bytes.longValue());
  }

  /** Processors for reading: as many digits as needed. */
  public static String cpus(long nanoCpus) {
    return BigDecimal.valueOf(nanoCpus, NANO_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** Processors as written, decimal or a fraction, in billionths. */
  public static long parseCpus(String text) {
    try {
      String[] parts = text.split("/", -1);
      BigDecimal nanos = parts.length == 1 ? new BigDecimal(text).movePointRight(NANO_DIGITS)
          : new BigDecimal(parts[0]).movePointRight(NANO_DIGITS)
              .divide(new BigDecimal(parts[1]), NANO_DIGITS, RoundingMode.DOWN);
      if (parts.length > 2) {
        throw new NumberFormatException(text);
      }
      if (nanos.stripTrailingZeros().scale() > 0) {
        throw new IllegalArgumentException("CPU value cannot have more than 9 decimal places: " + text);
      }
      return nanos.longValueExact();
    } catch (ArithmeticException | NumberFormatException unreadable) {
      throw new IllegalArgumentException("invalid cpu: " + text, unreadable);
    }
  }
}
