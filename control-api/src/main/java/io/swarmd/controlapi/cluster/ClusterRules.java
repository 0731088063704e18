package io.swarmd.controlapi.cluster;

import io.swarmd.api.AcceptancePolicy.RoleAdmissionPolicy;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.ExternalCA;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.call.Spans;
import io.swarmd.identity.certificate.Pem;
import io.swarmd.model.external.AuthorityUrl;
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
    checkExternals(spec);
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

  private static void checkExternals(ClusterSpec spec) {
    for (ExternalCA external : spec.getCaConfig().getExternalCasList()) {
      if (external.getProtocol() != ExternalCA.CAProtocol.CFSSL) {
        throw Refusal.invalidArgument("unrecognized external CA protocol " + external.getProtocolValue());
      }
      try {
        AuthorityUrl.parse(external.getUrl());
      } catch (IllegalArgumentException malformed) {
        throw Refusal.invalidArgument(malformed.getMessage());
      }
      byte[] certificate = external.getCaCert().toByteArray();
      if (certificate.length > 0 && Pem.normalize(certificate).length == 0) {
        throw Refusal.invalidArgument("the CA certificate of external CA " + external.getUrl() + " is no PEM text");
      }
    }
  }
}
