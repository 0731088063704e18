package io.swarmd.swarmd;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.swarmd.controlapi.forward.LeaderChannels;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.identity.transport.Reconnection;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Channels to other managers with this node's certificate, one for each address, kept while a manager has it. Safe for
 * many threads.
 */
final class PeerLinks implements LeaderChannels, AutoCloseable {

  private final NodeIdentity identity;
  private final EventLoop loop;
  /** One for each address of a manager that was called. */
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

  /** @param loop where broken channels are watched; closed with the links */
  PeerLinks(NodeIdentity identity, EventLoop loop) {
    this.identity = identity;
    this.loop = loop;
  }

  @Override
  public Channel to(Member member) {
    return to(member.address());
  }

  Channel to(String address) {
    return channels.computeIfAbsent(address, unused -> Reconnection.keep(
        NodeChannels.toManager(identity, address).build(), loop, Reconnection.BETWEEN_MANAGERS));
  }

  /** Lets go of the links to addresses that are no manager's any more; calls on them may end. */
  void keepOnly(List<Member> members) {
    Set<String> addresses = members.stream().map(Member::address).collect(Collectors.toSet());
    for (String address : Set.copyOf(channels.keySet())) {
      if (!addresses.contains(address)) {
        channels.remove(address).shutdown();
      }
    }
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    loop.close();
  }
}
