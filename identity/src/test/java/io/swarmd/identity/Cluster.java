package io.swarmd.identity;

import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import java.time.Instant;

/** An authority and the nodes it has certified, for tests. */
public record Cluster(String id, CertificateAuthority authority) {

  public static final Instant NOW = Instant.now();

  public static Cluster named(String id) {
    return new Cluster(id, CertificateAuthority.create(NOW));
  }

  public NodeCredentials node(String nodeId, Role role) {
    return node(nodeId, role, id);
  }

  public NodeCredentials node(String nodeId, Role role, String organization) {
    return NodeCredentials.issue(
        authority, new NodeSubject(nodeId, role, organization), CertificateAuthority.DEFAULT_EXPIRY, NOW);
  }

  public NodeCredentials manager(String nodeId) {
    return node(nodeId, Role.MANAGER);
  }

  public NodeCredentials worker(String nodeId) {
    return node(nodeId, Role.WORKER);
  }
}
