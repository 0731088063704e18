package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Certificate;
import io.swarmd.api.IssuanceStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.join.TrustedRoots;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.loop.SimulatedEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NodeNewsReaderTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final CertificateAuthority authority = CertificateAuthority.create(environment.now());
  private final List<Optional<Role>> renewals = new ArrayList<>();

  private NodeNewsReader reader(Role certificate) {
    NodeIdentity identity = new NodeIdentity(NodeCredentials.issue(authority,
        new NodeSubject("node", certificate, "cluster"), Duration.ofHours(2), environment.now()));
    return new NodeNewsReader(environment, identity,
        new TrustedRoots(identity, new CertificateFiles(Path.of("unused"))),
        new KnownManagers(environment.random(), List.of(), managers -> { }), renewals::add, failure -> { });
  }

  private static Optional<Node> node(NodeRole role, NodeRole desired) {
    return Optional.of(Node.newBuilder().setRole(role).setSpec(NodeSpec.newBuilder().setDesiredRole(desired)).build());
  }

  @Test
  @Tag("identity-35")
  void aRoleThatChangesAloneRenewsNothing() {
    NodeNewsReader reader = reader(Role.MANAGER);
    reader.changed(node(NodeRole.WORKER, NodeRole.MANAGER), Optional.empty());
    reader.changed(node(NodeRole.MANAGER, NodeRole.MANAGER), Optional.empty());
    reader.changed(node(NodeRole.WORKER, NodeRole.MANAGER), Optional.empty());
    assertThat(renewals).isEmpty();
  }

  @Test
  void aDesiredRoleRenewsOnce() {
    NodeNewsReader reader = reader(Role.WORKER);
    reader.changed(node(NodeRole.WORKER, NodeRole.MANAGER), Optional.empty());
    reader.changed(node(NodeRole.WORKER, NodeRole.MANAGER), Optional.empty());
    assertThat(renewals).containsExactly(Optional.of(Role.MANAGER));
  }

  @Test
  void itIsAskedAgainOnceTheManagersHaveTakenTheRoleOver() {
    NodeNewsReader reader = reader(Role.MANAGER);
    reader.changed(node(NodeRole.MANAGER, NodeRole.WORKER), Optional.empty());
    reader.changed(node(NodeRole.WORKER, NodeRole.WORKER), Optional.empty());
    reader.changed(node(NodeRole.WORKER, NodeRole.WORKER), Optional.empty());
    assertThat(renewals).containsExactly(Optional.of(Role.WORKER), Optional.of(Role.WORKER));
  }

  @Test
  void theManagersRequestRenewsInTheDesiredRole() {
    Node asked = node(NodeRole.WORKER, NodeRole.WORKER).orElseThrow().toBuilder()
        .setCertificate(Certificate.newBuilder()
            .setStatus(IssuanceStatus.newBuilder().setState(IssuanceStatus.State.ROTATE))).build();
    reader(Role.WORKER).changed(Optional.of(asked), Optional.empty());
    assertThat(renewals).containsExactly(Optional.of(Role.WORKER));
  }
}
