package io.swarmd.agent;

import io.swarmd.agent.session.SessionTimes;
import io.swarmd.api.GenericResource;
import io.swarmd.api.NodeTLSInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How one agent is set up.
 *
 * @param hostname told instead of the machine's own name
 * @param genericResources told besides the executor's
 * @param tlsInfo the node's trust root and issuer as they are now; from any thread
 * @param joining whether the node was given an address to join: a TLS handshake that fails before the first session
 *     then ends the agent, as a wrong certificate or cluster does not heal
 * @param retryPause before a task's call that failed for a while is made again
 */
public record AgentSettings(
    Optional<String> hostname,
    List<GenericResource> genericResources,
    Supplier<NodeTLSInfo> tlsInfo,
    boolean joining,
    SessionTimes times,
    Duration retryPause) {

  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

  /** The usual times, the machine's own name, no TLS. */
  public static AgentSettings defaults() {
    return new AgentSettings(
        Optional.empty(), List.of(), NodeTLSInfo::getDefaultInstance, false, SessionTimes.DEFAULTS, RETRY_PAUSE);
  }

  public AgentSettings withHostname(String name) {
    return new AgentSettings(Optional.of(name), genericResources, tlsInfo, joining, times, retryPause);
  }

  public AgentSettings withGenericResources(List<GenericResource> resources) {
    return new AgentSettings(hostname, List.copyOf(resources), tlsInfo, joining, times, retryPause);
  }

  public AgentSettings withTlsInfo(Supplier<NodeTLSInfo> info) {
    return new AgentSettings(hostname, genericResources, info, joining, times, retryPause);
  }

  public AgentSettings whenJoining(boolean given) {
    return new AgentSettings(hostname, genericResources, tlsInfo, given, times, retryPause);
  }

  public AgentSettings withTimes(SessionTimes given) {
    return new AgentSettings(hostname, genericResources, tlsInfo, joining, given, retryPause);
  }
}
