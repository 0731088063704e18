package io.swarmd.bench.measure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The outcome of one step, as named figures in the order they are told; units stand in the names.
 *
 * @param step what was done
 */
public record Measurement(String step, Map<String, Number> figures) {

  private static final double EXACT_FROM = 100;

  public static Measurement of(String step) {
    return new Measurement(step, Map.of());
  }

  public Measurement with(String name, Number value) {
    Map<String, Number> more = new LinkedHashMap<>(figures);
    more.put(name, value);
    return new Measurement(step, more);
  }

  public Measurement with(Latencies latencies) {
    return with("p50_ms", latencies.millis(0.5)).with("p99_ms", latencies.millis(0.99))
        .with("max_ms", latencies.millis(1));
  }

  /** One line for people. */
  public String text() {
    return figures.entrySet().stream().map(figure -> figure.getKey() + "=" + number(figure.getValue()))
        .collect(Collectors.joining("  ", step + ": ", ""));
  }

  /** One JSON object on a line. */
  public String json() {
    return figures.entrySet().stream()
        .map(figure -> ",\"" + figure.getKey() + "\":" + number(figure.getValue()))
        .collect(Collectors.joining("", "{\"step\":\"" + step.replace("\"", "'") + "\"", "}"));
  }

  private static String number(Number value) {
    if (!(value instanceof Double real)) {
      return value.toString();
    }
    return String.format(Locale.ROOT, Math.abs(real) >= EXACT_FROM ? "%.0f" : "%.3f", real);
  }
}
