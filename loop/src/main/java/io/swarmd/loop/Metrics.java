package io.swarmd.loop;

import java.time.Duration;

/**
 * Where parts record what they measure. Names are those of the Prometheus endpoint; labels come as key, value, key,
 * value. Calls are cheap and may come from any thread.
 */
public interface Metrics {

  /** Records nothing. */
  Metrics NONE = new Metrics() {
    @Override
    public void count(String name, long by, String... labels) {}

    @Override
    public void gauge(String name, double value, String... labels) {}

    @Override
    public void time(String name, Duration span, String... labels) {}
  };

  /** Adds to a counter. */
  void count(String name, long by, String... labels);

  /** Sets a value that goes up and down. */
  void gauge(String name, double value, String... labels);

  /** Adds one span to a histogram of seconds. */
  void time(String name, Duration span, String... labels);
}
