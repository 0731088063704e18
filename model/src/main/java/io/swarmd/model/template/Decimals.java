package io.swarmd.model.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers with a fraction, as Go writes them. */
final class Decimals {

  /** From this power of ten on, and below the fourth negative one, a number is written with an exponent. */
  private static final int EXPONENT_FROM = 6;
  private static final int USUAL_PRECISION = 6;

  private Decimals() {}

  /** With as many digits as tell it from all others. */
  static String shortest(double number) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    return general(new BigDecimal(Double.toString(number)).stripTrailingZeros(), EXPONENT_FROM, number);
  }

  /** @param verb {@code e}, {@code f} or {@code g} */
  static String formatted(double number, char verb, int precision) {
    if (!Double.isFinite(number)) {
      return special(number);
    }
    if (verb == 'g' && precision < 0) {
      return shortest(number);
    }
    int places = precision < 0 ? USUAL_PRECISION : precision;
    BigDecimal exact = new BigDecimal(number);
    return switch (verb) {
      case 'f' -> signed(exact.setScale(places, RoundingMode.HALF_EVEN).toPlainString(), number);
      case 'e' -> {
        BigDecimal rounded = exact.round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
        yield exponential(rounded, places, number);
      }
      default -> {
        int digits = Math.max(places, 1);
        BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        yield general(rounded, digits, number);
      }
    };
  }

  private static String special(double number) {
    return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
  }

  private static String general(BigDecimal value, int exponentFrom, double number) {
    int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    return exponent < -4 || exponent >= exponentFrom
        ? exponential(value, value.precision() - 1, number)
        : signed(value.signum() == 0 ? "0" : value.toPlainString(), number);
  }

  private static String exponential(BigDecimal value, int places, double number) {
    int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    String digits = value.unscaledValue().abs().toString();
    StringBuilder mantissa = new StringBuilder(digits.substring(0, 1));
    if (places > 0) {
      String rest = digits.substring(1);
      mantissa.append('.').append(rest, 0, Math.min(rest.length(), places));
      mantissa.append("0".repeat(Math.max(0, places - rest.length())));
    }
    String shown = Integer.toString(Math.abs(exponent));
    mantissa.append(exponent < 0 ? "e-" : "e+").append(shown.length() < 2 ? "0" : "").append(shown);
    return number < 0 ? "-" + mantissa : mantissa.toString();
  }

  /** A negative zero keeps its sign. */
  private static String signed(String text, double number) {
    return number == 0 && 1 / number < 0 && !text.startsWith("-") ? "-" + text : text;
  }
}
