package io.swarmd.identity;

import io.grpc.Context;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a call, as its certificate says, or as a manager says that forwarded it. Placed into the gRPC context by
 * the server's authorisation before a method runs.
 *
 * @param nodeId the certificate's common name; empty for a caller without certificate
 * @param roles its organisational units: {@code swarm-worker} or {@code swarm-manager}
 * @param organization the cluster's id
 * @param remoteAddress host:port of the first caller, also when forwarded; empty on the control socket
 * @param forwardedBy the manager that forwarded the call
 */
public record Caller(
    String nodeId, Set<String> roles, String organization, String remoteAddress, Optional<String> forwardedBy) {

  public static final String WORKER = "swarm-worker";
  public static final String MANAGER = "swarm-manager";

  /** The caller of the running call. */
  public static final Context.Key<Caller> KEY = Context.key("caller");

  /** The caller of the running call; one without a certificate when nobody placed one. */
  public static Caller current() {
    Caller caller = KEY.get();
    return caller != null ? caller : new Caller("", Set.of(), "", "", Optional.empty());
  }

  public boolean hasCertificate() {
    return !nodeId.isEmpty();
  }

  /** Whether the call came over this manager's own control socket. */
  public boolean isLocal() {
    return hasCertificate() && remoteAddress.isEmpty();
  }

  public boolean isManager() {
    return roles.contains(MANAGER);
  }
}
