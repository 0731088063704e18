package io.swarmd.swarmd;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.swarmd.identity.transport.HostAndPort;
import io.swarmd.loop.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what the parts record and serves it at {@code /metrics} in Prometheus' text form. */
final class PrometheusMetrics implements Metrics, AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
  private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();
  private final HTTPServer server;

  private PrometheusMetrics(HostAndPort address) throws IOException {
    server = HTTPServer.builder().inetAddress(new InetSocketAddress(address.host(), address.port()).getAddress())
        .port(address.port()).registry(registry).buildAndStart();
  }

  /**
   * @throws InvalidOption when nothing can listen on the address
   */
  static PrometheusMetrics serve(HostAndPort address) {
    try {
      return new PrometheusMetrics(address);
    } catch (IOException failed) {
      throw new InvalidOption("--listen-metrics: cannot listen on " + address + ": " + failed.getMessage());
    }
  }

  @Override
  public void count(String name, long by, String... labels) {
    Counter counter = counters.computeIfAbsent(name,
        added -> Counter.builder().name(name).labelNames(names(labels)).register(registry));
    counter.labelValues(values(labels)).inc(by);
  }

  @Override
  public void gauge(String name, double value, String... labels) {
    Gauge gauge = gauges.computeIfAbsent(name,
        added -> Gauge.builder().name(name).labelNames(names(labels)).register(registry));
    gauge.labelValues(values(labels)).set(value);
  }

  @Override
  public void time(String name, Duration span, String... labels) {
    Histogram histogram = histograms.computeIfAbsent(name,
        added -> Histogram.builder().name(name).labelNames(names(labels)).register(registry));
    histogram.labelValues(values(labels)).observe(span.toNanos() / NANOS_PER_SECOND);
  }

  private static String[] names(String[] labels) {
    String[] names = new String[labels.length / 2];
    for (int at = 0; at < names.length; at++) {
      names[at] = labels[2 * at];
    }
    return names;
  }

  private static String[] values(String[] labels) {
    String[] values = new String[labels.length / 2];
    for (int at = 0; at < values.length; at++) {
      values[at] = labels[2 * at + 1];
    }
    return values;
  }

  @Override
  public void close() {
    server.stop();
  }
}
