package io.swarmd.dispatcher.session;

import com.google.protobuf.ByteString;
import io.swarmd.api.Cluster;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.Node;
import io.swarmd.api.Peer;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.WeightedPeer;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The part of a session message that is the same for all nodes (dispatch sheet, 1.4 and 9.1).
 *
 * @param managers never one without address: a node forgets every manager that is not listed
 * @param networkKeys all keys, or none when a subsystem has not exactly three: a Docker Engine given another count
 *     never sets its network up, and does not ask again
 * @param rootCa the trusted certificates in PEM
 */
public record SessionContent(List<WeightedPeer> managers, List<EncryptionKey> networkKeys, ByteString rootCa) {

  private static final int MANAGER_WEIGHT = 10;
  private static final int KEYS_PER_SUBSYSTEM = 3;

  public static final SessionContent NONE = new SessionContent(List.of(), List.of(), ByteString.EMPTY);

  public static SessionContent of(Cluster cluster, List<Member> members) {
    return NONE.withCluster(cluster).withMembers(members);
  }

  public SessionContent withCluster(Cluster cluster) {
    List<EncryptionKey> keys = cluster.getNetworkBootstrapKeysList();
    return new SessionContent(managers, sendable(keys) ? keys : List.of(), cluster.getRootCa().getCaCert());
  }

  /** With the members that have an address; when none has, those known so far stay. */
  public SessionContent withMembers(List<Member> members) {
    List<WeightedPeer> peers = members.stream()
        .filter(member -> !member.address().isEmpty())
        .sorted(Comparator.comparing(Member::nodeId))
        .map(SessionContent::peer)
        .toList();
    return peers.isEmpty() ? this : new SessionContent(peers, networkKeys, rootCa);
  }

  /** Whether it may be sent: a message without managers would make a node forget them all. */
  public boolean isSendable() {
    return !managers.isEmpty();
  }

  public SessionMessage message(String sessionId, Node node) {
    return SessionMessage.newBuilder()
        .setSessionId(sessionId)
        .setNode(node)
        .addAllManagers(managers)
        .addAllNetworkBootstrapKeys(networkKeys)
        .setRootCA(rootCa)
        .build();
  }

  private static WeightedPeer peer(Member member) {
    return WeightedPeer.newBuilder()
        .setPeer(Peer.newBuilder().setNodeId(member.nodeId()).setAddr(member.address()))
        .setWeight(MANAGER_WEIGHT)
        .build();
  }

  private static boolean sendable(List<EncryptionKey> keys) {
    Map<String, Long> perSubsystem =
        keys.stream().collect(Collectors.groupingBy(EncryptionKey::getSubsystem, Collectors.counting()));
    return perSubsystem.values().stream().allMatch(count -> count == KEYS_PER_SUBSYSTEM);
  }
}
