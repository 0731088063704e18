package io.swarmd.ca.bootstrap;

import io.swarmd.api.ExternalCA;
import io.swarmd.identity.lock.UnlockKey;
import java.util.List;
import java.util.Optional;

/**
 * What the first manager decides for a new cluster; zero and empty mean the default.
 *
 * @param heartbeatTick ticks between the leader's heartbeats
 * @param electionTick ticks without a leader before an election
 * @param addressPool networks in CIDR form from which overlay networks get theirs
 * @param subnetSize prefix length of an overlay network's subnet
 * @param vxlanPort UDP port of overlay traffic
 * @param unlockKey what managers lock their keys with from the beginning; empty where they do not
 * @param externals who signs certificates in the managers' place
 */
public record ClusterSettings(
    int heartbeatTick, int electionTick, List<String> addressPool, int subnetSize, int vxlanPort,
    Optional<UnlockKey> unlockKey, List<ExternalCA> externals) {

  public ClusterSettings {
    addressPool = List.copyOf(addressPool);
    externals = List.copyOf(externals);
  }

  public static ClusterSettings defaults() {
    return new ClusterSettings(1, 10, List.of(), 0, 0, Optional.empty(), List.of());
  }
}
