package io.swarmd.scheduler.filter;

import java.math.BigDecimal;
import java.util.Locale;

/** Amounts of resources as people read them. */
final class Amounts {

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final double STEP = 1024;
  private static final int NANO_DIGITS = 9;

  private Amounts() {}

  /** Without trailing zeros: {@code 0.5}, {@code 2}. */
  static String cpus(long nanoCpus) {
    return BigDecimal.valueOf(nanoCpus, NANO_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** In the largest unit of which there is at least one, with one digit behind the point. */
  static String bytes(long bytes) {
    double amount = bytes;
    int unit = -1;
    while (Math.abs(amount) >= STEP && unit + 1 < UNITS.length) {
      amount /= STEP;
      unit++;
    }
    return unit < 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
  }
}
