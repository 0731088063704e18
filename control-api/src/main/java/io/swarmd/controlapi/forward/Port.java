package io.swarmd.controlapi.forward;

import io.grpc.StatusRuntimeException;
import io.swarmd.controlapi.call.LeaderAbsence;
import java.util.Set;

/** Where a call came in, which decides whether only the leader may answer it (identity sheet, section 7). */
public enum Port {

  CONTROL_SOCKET(Set.of("docker.swarmkit.v1.Control", "docker.swarmkit.v1.Logs", "docker.swarmkit.v1.Dispatcher",
      "docker.swarmkit.v1.CA", "docker.swarmkit.v1.NodeCA", "docker.swarmkit.v1.ResourceAllocator",
      "docker.swarmkit.v1.LogBroker", "swarmd.v1.Waiting", "swarmd.v1.Capacity")),

  REMOTE(Set.of("docker.swarmkit.v1.CA", "docker.swarmkit.v1.NodeCA", "docker.swarmkit.v1.Dispatcher",
      "docker.swarmkit.v1.LogBroker", "docker.swarmkit.v1.ResourceAllocator", "docker.swarmkit.v1.RaftMembership",
      "swarmd.v1.Farewell"));

  private final Set<String> forwarded;

  Port(Set<String> forwarded) {
    this.forwarded = forwarded;
  }

  /** Whether only the leader may answer this service's methods. */
  boolean forwards(String serviceName) {
    return serviceName != null && forwarded.contains(serviceName);
  }

  /** What a caller is told that found no leader: a person sits at the control socket only. */
  StatusRuntimeException refusal(LeaderAbsence absence) {
    return this == CONTROL_SOCKET ? absence.explainedRefusal() : LeaderAbsence.refusal();
  }
}
