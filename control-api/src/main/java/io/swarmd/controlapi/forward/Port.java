package io.swarmd.controlapi.forward;

import java.util.Set;

/** Where a call came in, which decides whether only the leader may answer it (identity sheet, section 7). */
public enum Port {

  CONTROL_SOCKET(Set.of("Control", "Logs", "Dispatcher", "CA", "NodeCA", "ResourceAllocator", "LogBroker")),

  REMOTE(Set.of("CA", "NodeCA", "Dispatcher", "LogBroker", "ResourceAllocator", "RaftMembership"));

  private static final String PACKAGE = "docker.swarmkit.v1.";

  private final Set<String> forwarded;

  Port(Set<String> forwarded) {
    this.forwarded = forwarded;
  }

  /** Whether only the leader may answer this service's methods. */
  boolean forwards(String serviceName) {
    return serviceName != null && serviceName.startsWith(PACKAGE)
        && forwarded.contains(serviceName.substring(PACKAGE.length()));
  }
}
