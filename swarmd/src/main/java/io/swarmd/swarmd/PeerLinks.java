package io.swarmd.swarmd;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.swarmd.controlapi.forward.LeaderChannels;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Channels to other managers with this node's certificate, one for each address, kept until the manager stops. Safe for
 * many threads.
 */
final class PeerLinks implements LeaderChannels, AutoCloseable {

  private final NodeIdentity identity;
  /** At most one for each address a manager ever had while this process ran. */
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  PeerLinks(NodeIdentity identity) {
    this.identity = identity;
  }

  @Override
  public Channel to(Member member) {
    return to(member.address());
  }

  Channel to(String address) {
    return channels.computeIfAbsent(address, unused -> NodeChannels.toManager(identity, address).build());
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
