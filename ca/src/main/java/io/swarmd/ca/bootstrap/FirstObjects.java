package io.swarmd.ca.bootstrap;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.swarmd.api.Annotations;
import io.swarmd.api.CAConfig;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.ClusterSpec;
import io.swarmd.api.DispatcherConfig;
import io.swarmd.api.EncryptionConfig;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.OrchestrationConfig;
import io.swarmd.api.RaftConfig;
import io.swarmd.api.RootCA;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.token.JoinToken;
import java.security.SecureRandom;
import java.util.List;

/** Makes the objects a new cluster starts with; pure but for the secrets in the tokens. */
public final class FirstObjects {

  private static final String NAME = "default";
  private static final int TASK_HISTORY = 5;
  private static final int HEARTBEAT_SECONDS = 5;
  private static final int SNAPSHOT_INTERVAL = 10_000;
  private static final int ENTRIES_FOR_SLOW_FOLLOWERS = 500;

  private FirstObjects() {}

  /**
   * The cluster object of a cluster that has its root's key.
   *
   * @param id the organisation in the certificates of its nodes
   */
  public static Cluster cluster(
      String id, CertificateAuthority authority, ClusterSettings settings, SecureRandom random) {
    return cluster(id, authority.roots(), ByteString.copyFrom(authority.keyPem()), settings, random);
  }

  /** The cluster object of a cluster whose root's key only external authorities have. */
  public static Cluster cluster(String id, RootCertificates roots, ClusterSettings settings, SecureRandom random) {
    return cluster(id, roots, ByteString.EMPTY, settings, random);
  }

  private static Cluster cluster(
      String id, RootCertificates roots, ByteString key, ClusterSettings settings, SecureRandom random) {
    ByteString root = ByteString.copyFrom(roots.bundle());
    return Cluster.newBuilder()
        .setId(id)
        .setSpec(spec(settings, root))
        .setRootCa(RootCA.newBuilder()
            .setCaCert(root)
            .setCaKey(key)
            .setCaCertHash(roots.digest())
            .setJoinTokens(tokens(roots.digestHex(), random)))
        .addAllUnlockKeys(unlockKeys(settings))
        .addAllDefaultAddressPool(settings.addressPool())
        .setSubnetSize(settings.subnetSize())
        .setVXLANUDPPort(settings.vxlanPort())
        .build();
  }

  private static List<EncryptionKey> unlockKeys(ClusterSettings settings) {
    return settings.unlockKey().stream().map(key -> EncryptionKey.newBuilder()
        .setSubsystem(KeyLock.SUBSYSTEM).setKey(ByteString.copyFrom(key.bytes())).build()).toList();
  }

  /** Fresh tokens for both roles. */
  public static JoinTokens tokens(String rootDigestHex, SecureRandom random) {
    return JoinTokens.newBuilder()
        .setWorker(JoinToken.generate(rootDigestHex, random).text())
        .setManager(JoinToken.generate(rootDigestHex, random).text())
        .build();
  }

  private static ClusterSpec spec(ClusterSettings settings, ByteString root) {
    return ClusterSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName(NAME))
        .setOrchestration(OrchestrationConfig.newBuilder().setTaskHistoryRetentionLimit(TASK_HISTORY))
        .setDispatcher(DispatcherConfig.newBuilder().setHeartbeatPeriod(seconds(HEARTBEAT_SECONDS)))
        .setRaft(RaftConfig.newBuilder()
            .setSnapshotInterval(SNAPSHOT_INTERVAL)
            .setLogEntriesForSlowFollowers(ENTRIES_FOR_SLOW_FOLLOWERS)
            .setHeartbeatTick(settings.heartbeatTick())
            .setElectionTick(settings.electionTick()))
        .setCaConfig(CAConfig.newBuilder()
            .setNodeCertExpiry(seconds(CertificateAuthority.DEFAULT_EXPIRY.toSeconds()))
            .addAllExternalCas(settings.externals().stream()
                .map(external -> external.toBuilder().setCaCert(root).build()).toList()))
        .setEncryptionConfig(EncryptionConfig.newBuilder().setAutoLockManagers(settings.unlockKey().isPresent()))
        .build();
  }

  private static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  /**
   * The node object of the manager that makes the cluster. Its role is left at worker: the role loop raises it to what
   * is desired. Its certificate is noted as issued without its bytes.
   */
  public static Node node(String id, NodeSpec.Availability availability, ClusterSettings settings) {
    return Node.newBuilder()
        .setId(id)
        .setSpec(NodeSpec.newBuilder()
            .setDesiredRole(NodeRole.MANAGER)
            .setMembership(NodeSpec.Membership.ACCEPTED)
            .setAvailability(availability))
        .setCertificate(Certificate.newBuilder()
            .setCn(id)
            .setRole(NodeRole.MANAGER)
            .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ISSUED)))
        .setVXLANUDPPort(settings.vxlanPort())
        .build();
  }
}
