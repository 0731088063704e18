package io.swarmd.swarmd;

import io.grpc.ManagedChannel;
import io.swarmd.api.JoinResponse;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.loop.Environment;
import io.swarmd.membership.join.Admission;
import io.swarmd.membership.join.ChannelJoinCall;
import io.swarmd.membership.join.ManagerJoin;
import io.swarmd.raftstore.RaftSettings;
import io.swarmd.raftstore.sealing.KeyRing;
import io.swarmd.raftstore.sealing.KeyRingService;
import io.swarmd.raftstore.sealing.LiveKeyRing;
import io.swarmd.store.group.ManagerGroup;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a manager begins: as the founder of a cluster, as a newcomer that fetches the key ring and asks the leader to be
 * added, or from its own disk.
 */
final class ManagerStart {

  private static final Logger log = LoggerFactory.getLogger(ManagerStart.class);
  private static final Duration KEY_RING_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration JOIN_PATIENCE = Duration.ofMinutes(2);

  private final ManagerData data;
  private final NodeIdentity identity;
  private final KnownManagers managers;
  private final boolean founder;
  private final boolean alone;

  /**
   * @param alone whether to go on from this manager's data without the other managers
   * @param external whether a cluster founded here leaves certificates to an external authority, which has signed this
   *     manager's
   */
  ManagerStart(StateDirectory directory, NodeIdentity identity, KnownManagers managers, boolean alone,
      boolean external) {
    this.alone = alone;
    this.data = ManagerData.in(directory);
    this.identity = identity;
    this.managers = managers;
    NodeCredentials self = identity.current();
    // The authority's key lies here only until the cluster this node founds holds it.
    this.founder = directory.certificates().readAuthority(self.roots()).isPresent()
        || external && !data.holdsMember() && managers.all().isEmpty();
  }

  RaftSettings.Start beginning() {
    if (alone) {
      return new RaftSettings.Start.Alone(raftId());
    }
    return founder ? new RaftSettings.Start.Found(raftId()) : new RaftSettings.Start.Join();
  }

  private static long raftId() {
    return new SecureRandom().nextLong(1, Long.MAX_VALUE);
  }

  /** The keys that open this manager's data: its own, or those the cluster it joins has by now. */
  LiveKeyRing keys() {
    if (!founder && !data.holdsMember() || data.keyRing().load().isEmpty()) {
      refuseWithoutRing();
      data.keyRing().save(founder ? KeyRing.create() : fetch(otherManager()));
    }
    return new LiveKeyRing(data.keyRing(), this::otherRings);
  }

  /** A new ring would not open what the lost one sealed. */
  private void refuseWithoutRing() {
    if (data.holdsMember()) {
      throw new IdentityException("the data keys are missing in swarm-node.key, and the data in " + data.raft()
          + " cannot be read without: bring the file back from a copy, or empty the state directory and join again");
    }
  }

  /** Of all managers this one knows. */
  private Optional<List<KeyRing>> otherRings() {
    List<KnownManager> others = managers.all().stream()
        .filter(manager -> !manager.nodeId().equals(identity.current().nodeId())).toList();
    return others.isEmpty() ? Optional.empty()
        : Optional.of(others.stream().map(this::fetched).flatMap(Optional::stream).toList());
  }

  private Optional<KeyRing> fetched(KnownManager manager) {
    try {
      return Optional.of(fetch(manager));
    } catch (IdentityException unanswered) {
      log.warn("{}", unanswered.getMessage());
      return Optional.empty();
    }
  }

  private KeyRing fetch(KnownManager manager) {
    ManagedChannel channel = NodeChannels.toManager(identity, manager.address()).build();
    try {
      return KeyRingService.fetch(channel, KEY_RING_TIMEOUT);
    } catch (RuntimeException failed) {
      managers.failed(manager);
      throw new IdentityException("cannot get the cluster's keys from manager " + manager.address() + ": "
          + FailureText.of(failed), failed);
    } finally {
      channel.shutdownNow();
    }
  }

  /**
   * Asks the leader to add this manager, unless it is a member already. Fails with one line when it is refused, or when
   * there was no answer in time. Cancelled, it stops asking.
   */
  CompletableFuture<?> joinGroup(ManagerGroup group, String address, Environment environment) {
    if (founder || group.ownRaftId() != 0) {
      return CompletableFuture.completedFuture(null);
    }
    ManagerJoin join = new ManagerJoin(environment, new ChannelJoinCall(this::anyOtherManager));
    CompletableFuture<JoinResponse> answer = join.join(address, JOIN_PATIENCE);
    answer.whenComplete((joined, failure) -> join.close());
    return Admission.of(group, answer);
  }

  private ManagedChannel anyOtherManager() {
    return NodeChannels.toManager(identity, otherManager().address()).build();
  }

  private KnownManager otherManager() {
    return managers.select(Set.of(identity.current().nodeId()));
  }
}
