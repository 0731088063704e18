package io.swarmd.controlapi.cluster;

import io.swarmd.api.AcceptancePolicy.RoleAdmissionPolicy;
import io.swarmd.api.ClusterSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.call.Spans;
import io.swarmd.model.time.WireTime;
import java.time.Duration;

/** What a cluster spec may say (control sheet, 9.2 rules 2 to 6). Pure. */
final class ClusterRules {

  private static final Duration SHORTEST_CERTIFICATE = Duration.ofHours(1);
  static final String NAME = "default";

  private ClusterRules() {}

  static void check(ClusterSpec spec) {
    checkExpiry(spec);
    checkAdmission(spec);
    checkHeartbeat(spec);
    if (!spec.getAnnotations().getName().equals(NAME)) {
      throw Refusal.invalidArgument("modification of cluster name is not allowed");
    }
  }

  private static void checkExpiry(ClusterSpec spec) {
    if (!spec.getCaConfig().hasNodeCertExpiry()) {
      return;
    }
    Refusal.unlessGiven(Spans.wellFormed(spec.getCaConfig().getNodeCertExpiry()));
    if (WireTime.duration(spec.getCaConfig().getNodeCertExpiry()).compareTo(SHORTEST_CERTIFICATE) < 0) {
      throw Refusal.invalidArgument("minimum certificate expiry time is: 1h0m0s");
    }
  }

  private static void checkAdmission(ClusterSpec spec) {
    for (RoleAdmissionPolicy policy : spec.getAcceptancePolicy().getPoliciesList()) {
      if (policy.hasSecret() && !policy.getSecret().getAlg().equalsIgnoreCase("bcrypt")) {
        throw Refusal.invalidArgument("hashing algorithm is not supported: " + policy.getSecret().getAlg());
      }
    }
  }

  private static void checkHeartbeat(ClusterSpec spec) {
    if (!spec.getDispatcher().hasHeartbeatPeriod()) {
      return;
    }
    Refusal.unlessGiven(Spans.wellFormed(spec.getDispatcher().getHeartbeatPeriod()));
    if (Spans.negative(spec.getDispatcher().getHeartbeatPeriod())) {
      throw Refusal.invalidArgument("heartbeat time period cannot be a negative duration");
    }
  }

  /** Refuses by name what no part of this version carries out, rather than store it without effect. */
  static void refuseUnsupported(ClusterSpec wanted) {
    if (wanted.getCaConfig().getExternalCasCount() > 0) {
      throw Refusal.unimplemented("external CAs are not supported yet: leave external_cas empty");
    }
  }
}
