package io.swarmd.agent.docker.request;

import com.github.dockerjava.api.model.HealthCheck;
import com.google.protobuf.Duration;
import io.swarmd.api.HealthConfig;
import io.swarmd.model.time.WireTime;
import java.util.Optional;

/** A spec's health check for the Engine; what is left out is the image's. */
final class HealthChecks {

  private HealthChecks() {}

  static HealthCheck of(HealthConfig spec) {
    HealthCheck check = new HealthCheck();
    if (spec.getTestCount() > 0) {
      check.withTest(spec.getTestList());
    }
    nanos(spec.hasInterval(), spec.getInterval()).ifPresent(check::withInterval);
    nanos(spec.hasTimeout(), spec.getTimeout()).ifPresent(check::withTimeout);
    nanos(spec.hasStartPeriod(), spec.getStartPeriod()).ifPresent(check::withStartPeriod);
    nanos(spec.hasStartInterval(), spec.getStartInterval()).ifPresent(check::withStartInterval);
    if (spec.getRetries() > 0) {
      check.withRetries(spec.getRetries());
    }
    return check;
  }

  private static Optional<Long> nanos(boolean given, Duration span) {
    return given ? Optional.of(WireTime.duration(span).toNanos()) : Optional.empty();
  }
}
