package io.swarmd.controlapi.forward;

import java.util.Set;

/** Where a call came in, which decides what is forwarded and in whose name (identity sheet, section 7). */
public enum Port {

  /** The control socket: calls go on as this manager's own. */
  CONTROL_SOCKET(false, Set.of("Control", "Logs", "Dispatcher", "CA", "NodeCA", "ResourceAllocator", "LogBroker")),

  /** The remote port: calls go on in the name of the certificate that made them. */
  REMOTE(true, Set.of("CA", "NodeCA", "Dispatcher", "LogBroker", "ResourceAllocator", "RaftMembership"));

  private static final String PACKAGE = "docker.swarmkit.v1.";

  private final boolean namesCaller;
  private final Set<String> forwarded;

  Port(boolean namesCaller, Set<String> forwarded) {
    this.namesCaller = namesCaller;
    this.forwarded = forwarded;
  }

  boolean namesCaller() {
    return namesCaller;
  }

  /** Whether only the leader may answer this service's methods. */
  boolean forwards(String serviceName) {
    return serviceName != null && serviceName.startsWith(PACKAGE)
        && forwarded.contains(serviceName.substring(PACKAGE.length()));
  }
}
