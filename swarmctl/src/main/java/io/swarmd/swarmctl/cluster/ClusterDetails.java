package io.swarmd.swarmctl.cluster;

import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.ExternalCA;
import io.swarmd.api.JoinTokens;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Pairs;
import io.swarmd.swarmctl.text.Spans;
import java.time.Duration;

/** The cluster in full (control sheet, 18.5). */
final class ClusterDetails {

  private ClusterDetails() {}

  static void print(Invocation in, Cluster cluster) {
    ClusterSpec spec = cluster.getSpec();
    Columns details = Columns.properties().property("ID", cluster.getId())
        .property("Name", spec.getAnnotations().getName())
        .line("Orchestration settings:")
        .line("  Task history entries: " + spec.getOrchestration().getTaskHistoryRetentionLimit())
        .line("Dispatcher settings:")
        .line("  Dispatcher heartbeat period: " + span(spec.getDispatcher().getHeartbeatPeriod()))
        .line("Certificate Authority settings:");
    if (spec.getCaConfig().hasNodeCertExpiry()) {
      details.line("  Certificate Validity Duration: " + span(spec.getCaConfig().getNodeCertExpiry()));
    }
    if (spec.getCaConfig().getExternalCasCount() > 0) {
      details.line("  External CAs:");
      for (ExternalCA authority : spec.getCaConfig().getExternalCasList()) {
        details.line("    " + authority.getProtocol() + ": " + authority.getUrl() + otherRoot(authority, cluster));
      }
    }
    if (cluster.getRootCa().hasRootRotation()) {
      RootRotationStatus rotation = RootRotationStatus.of(in, cluster);
      details.line("  Root Rotation: to " + rotation.targetDigest()).line("    " + rotation.line());
    }
    JoinTokens tokens = cluster.getRootCa().getJoinTokens();
    details.line("  Join Tokens:")
        .line("    Worker: " + tokens.getWorker()).line("    Manager: " + tokens.getManager());
    if (spec.getTaskDefaults().hasLogDriver()) {
      logDriver(details, spec.getTaskDefaults().getLogDriver());
    }
    details.print(in.out());
  }

  /** Most sign for the root the cluster has, which then goes without saying. */
  private static String otherRoot(ExternalCA authority, Cluster cluster) {
    boolean current = authority.getCaCert().isEmpty() || authority.getCaCert().equals(cluster.getRootCa().getCaCert());
    return current ? "" : " for root " + RootRotationStatus.digest(authority.getCaCert());
  }

  private static void logDriver(Columns details, Driver driver) {
    details.property("Default Log Driver", driver.getName());
    Pairs.sorted(driver.getOptionsMap()).forEach((key, value) ->
        details.line("  " + key, value.isEmpty() ? "" : ": " + value));
  }

  private static String span(com.google.protobuf.Duration span) {
    return Spans.format(Duration.ofSeconds(span.getSeconds(), span.getNanos()));
  }
}
