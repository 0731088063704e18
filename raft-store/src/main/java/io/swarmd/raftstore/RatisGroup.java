package io.swarmd.raftstore;

import io.swarmd.loop.Environment;
import io.swarmd.raftstore.transport.PeerId;
import io.swarmd.store.group.ManagerGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;

/** The group of managers as Ratis' configuration has it. */
final class RatisGroup implements ManagerGroup {

  private final RaftNode node;
  private final Environment environment;
  private final Duration reachableFor;
  private final GroupChanges changes;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile List<RaftPeer> committed = List.of();
  /** What listeners know of; {@link #members} may have seen more by then. On the watch loop. */
  private List<RaftPeer> announced = List.of();
  private volatile Optional<RaftPeerId> leader = Optional.empty();
  private volatile Optional<Long> leaderlessSince;

  RatisGroup(RaftNode node, Environment environment, Duration reachableFor, GroupChanges changes) {
    this.node = node;
    this.environment = environment;
    this.reachableFor = reachableFor;
    this.changes = changes;
    this.leaderlessSince = Optional.of(environment.monotonicNanos());
  }

  /** Looks whether leader or members changed; on the watch loop. */
  void look() {
    Optional<RaftPeerId> leaderNow = node.running().map(running -> running.info().getLeaderId());
    boolean changed = !leaderNow.equals(leader);
    leader = leaderNow;
    if (leaderNow.isPresent()) {
      leaderlessSince = Optional.empty();
      node.running().ifPresent(running -> running.outgoing().forgetSilence());
    } else if (leaderlessSince.isEmpty()) {
      leaderlessSince = Optional.of(environment.monotonicNanos());
    }
    refreshMembers();
    List<RaftPeer> members = committed;
    changed |= !sameMembers(members, announced);
    announced = members;
    if (changed) {
      listeners.forEach(Runnable::run);
    }
  }

  /** Takes over the configuration once it is committed and no longer half way between two. */
  private void refreshMembers() {
    RaftNode.Running running = node.running().orElse(null);
    if (running == null) {
      return;
    }
    RaftConfiguration configuration = running.division().getRaftConf();
    List<RaftPeer> peers = List.copyOf(configuration.getAllPeers());
    boolean settled = configuration.getPreviousPeers().isEmpty()
        && configuration.getLogEntryIndex() <= running.division().getRaftLog().getLastCommittedIndex();
    if (!settled && !committed.isEmpty() || sameMembers(peers, committed)) {
      return;
    }
    committed = peers;
    running.outgoing().addRaftPeers(
        peers.stream().filter(peer -> !peer.getId().equals(running.server().getId())).toList());
  }

  private static boolean sameMembers(List<RaftPeer> left, List<RaftPeer> right) {
    return addresses(left).equals(addresses(right));
  }

  private static Map<RaftPeerId, String> addresses(List<RaftPeer> peers) {
    return peers.stream().collect(Collectors.toMap(RaftPeer::getId, RaftPeer::getAddress));
  }

  @Override
  public List<Member> members() {
    refreshMembers();
    Optional<RaftPeerId> leads = node.running().map(running -> running.info().getLeaderId());
    Predicate<RaftPeerId> reachable = node.running().map(this::reachable).orElse(peer -> true);
    return committed.stream().map(peer -> {
      PeerId id = PeerId.of(peer.getId());
      return new Member(id.raftId(), id.nodeId(), peer.getAddress(),
          leads.filter(peer.getId()::equals).isPresent(), reachable.test(peer.getId()));
    }).toList();
  }

  /** A leader goes by its followers' last answers, who has none by the last calls for votes. */
  private Predicate<RaftPeerId> reachable(RaftNode.Running running) {
    if (running.info().getLeaderId() == null) {
      return peer -> !running.outgoing().isSilent(peer);
    }
    RoleInfoProto role = running.info().isLeader() ? running.info().getRoleInfoProto() : null;
    if (role == null || !role.hasLeaderInfo()) {
      return peer -> true;
    }
    Map<RaftPeerId, Boolean> heardFrom = role.getLeaderInfo().getFollowerInfoList().stream().collect(Collectors.toMap(
        follower -> RaftPeerId.valueOf(follower.getId().getId()),
        follower -> follower.getLastRpcElapsedTimeMs() < reachableFor.toMillis()));
    return peer -> heardFrom.getOrDefault(peer, true);
  }

  @Override
  public long ownRaftId() {
    return node.running().map(running -> running.self().raftId()).orElse(0L);
  }

  @Override
  public Optional<Member> leader() {
    return members().stream().filter(Member::leader).findFirst();
  }

  @Override
  public Optional<Long> leaderlessSinceNanos() {
    return node.running().map(running -> running.info().getLeaderId()).isPresent()
        ? Optional.empty() : leaderlessSince.or(() -> Optional.of(environment.monotonicNanos()));
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public CompletableFuture<Void> add(Member member) {
    return changes.add(new PeerId(member.raftId(), member.nodeId()), member.address());
  }

  @Override
  public CompletableFuture<Void> remove(long raftId) {
    return changes.remove(raftId);
  }

  @Override
  public CompletableFuture<Void> updateAddress(long raftId, String address) {
    return changes.move(raftId, address);
  }

  @Override
  public CompletableFuture<Void> transferLeadership(long raftId) {
    return changes.transfer(raftId);
  }
}
