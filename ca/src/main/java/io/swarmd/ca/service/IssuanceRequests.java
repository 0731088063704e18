package io.swarmd.ca.service;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.swarmd.api.Certificate;
import io.swarmd.api.Cluster;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.JoinTokens;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** What a request for a certificate makes of the store, as pure rules. */
final class IssuanceRequests {

  private IssuanceRequests() {}

  /** The role the token lets a node have; empty when it lets nobody in. Compared in constant time. */
  static Optional<NodeRole> roleOf(String token, JoinTokens tokens) {
    if (equal(token, tokens.getManager())) {
      return Optional.of(NodeRole.MANAGER);
    }
    return equal(token, tokens.getWorker()) ? Optional.of(NodeRole.WORKER) : Optional.empty();
  }

  private static boolean equal(String given, String expected) {
    return !expected.isEmpty() && MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  /** A node that joins, accepted, its certificate not yet signed. */
  static Node newNode(String id, NodeRole role, IssueNodeCertificateRequest request, Cluster cluster) {
    return Node.newBuilder()
        .setId(id)
        .setRole(role)
        .setSpec(NodeSpec.newBuilder()
            .setDesiredRole(role)
            .setMembership(NodeSpec.Membership.ACCEPTED)
            .setAvailability(request.getAvailability()))
        .setCertificate(asked(id, role, request.getCsr(), IssuanceStatus.State.PENDING))
        .setVXLANUDPPort(cluster.getVXLANUDPPort())
        .build();
  }

  /**
   * Records that a known node asks for its next certificate; the old one is dropped. It gets the role it has, not the
   * one it is meant to have.
   */
  static Node renew(Transaction transaction, String nodeId, ByteString request) {
    Node node = transaction.get(Table.NODE, nodeId).orElseThrow(() -> Status.NOT_FOUND
        .withDescription("node " + nodeId + " not found when attempting to renew certificate").asRuntimeException());
    return transaction.update(Table.NODE, node.toBuilder()
        .setCertificate(asked(nodeId, node.getRole(), request, IssuanceStatus.State.RENEW))
        .build());
  }

  private static Certificate asked(String nodeId, NodeRole role, ByteString request, IssuanceStatus.State state) {
    return Certificate.newBuilder()
        .setCn(nodeId)
        .setRole(role)
        .setCsr(request)
        .setStatus(IssuanceStatus.newBuilder().setState(state))
        .build();
  }

  /** Whether the record will not change any more unless the node asks again. */
  static boolean isFinal(Certificate certificate) {
    return switch (certificate.getStatus().getState()) {
      case ISSUED, FAILED, ROTATE -> true;
      case UNKNOWN, RENEW, PENDING, UNRECOGNIZED -> false;
    };
  }
}
