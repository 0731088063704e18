package io.swarmd.swarmctl.command;

import io.swarmd.swarmctl.text.Spans;
import java.math.BigInteger;
import java.util.Optional;

/** Refuses values that are not of their flag's kind, in the words of the original (control sheet, 17.6). */
final class FlagValues {

  private static final BigInteger MOST_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final BigInteger MOST_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);

  private FlagValues() {}

  static void check(Flag flag, String value) {
    fault(flag, value).ifPresent(fault -> {
      throw new UsageException("invalid argument \"" + value + "\" for \"" + flag.spoken() + "\" flag: " + fault);
    });
  }

  private static Optional<String> fault(Flag flag, String value) {
    return switch (flag.kind()) {
      case UNSIGNED -> number("ParseUint", value, BigInteger.ZERO, MOST_UNSIGNED);
      case SIGNED -> number("ParseInt", value, LEAST_SIGNED, MOST_SIGNED);
      case SPAN -> Spans.parse(value).isPresent() ? Optional.empty()
          : Optional.of("time: invalid duration \"" + value + "\"");
      case SWITCH -> value.equals("true") || value.equals("false") ? Optional.empty()
          : Optional.of("strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
      case TEXT -> format(flag, value);
      case LIST -> Optional.empty();
    };
  }

  private static Optional<String> format(Flag flag, String value) {
    boolean unknown = flag.name().equals(Output.FORMAT.name()) && !value.equals("table") && !value.equals("json");
    return unknown ? Optional.of("must be table or json") : Optional.empty();
  }

  private static Optional<String> number(String reader, String value, BigInteger least, BigInteger most) {
    String prefix = "strconv." + reader + ": parsing \"" + value + "\": ";
    boolean signAllowed = least.signum() < 0;
    if (!value.matches(signAllowed ? "[-+]?[0-9]+" : "[0-9]+")) {
      return Optional.of(prefix + "invalid syntax");
    }
    BigInteger number = new BigInteger(value);
    boolean outside = number.compareTo(least) < 0 || number.compareTo(most) > 0;
    return outside ? Optional.of(prefix + "value out of range") : Optional.empty();
  }
}
