package io.swarmd.swarmd;

import io.grpc.ManagedChannel;
import io.swarmd.ca.bootstrap.ClusterSettings;
import io.swarmd.identity.Role;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.identity.transport.HostAndPort;
import io.swarmd.loop.Environment;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.RealEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The manager's half of a cluster's first node, without a node around it, in the hands of a test that has its root. */
final class LoneManager implements AutoCloseable {

  static final String CLUSTER_ID = "thecluster";

  private final Environment environment = new RealEnvironment();
  private final StateDirectory directory;
  private final HostAndPort address;
  final CertificateAuthority authority = CertificateAuthority.create(environment.now());
  final Manager manager;
  final ManagedChannel control;

  LoneManager(Path base) throws IOException {
    directory = StateDirectory.open(base.resolve("m1"));
    NodeCredentials self = certified("m1", Role.MANAGER, CLUSTER_ID);
    CertificateFiles files = directory.certificates();
    files.writeAuthorityKey(authority);
    files.writeRoots(authority.roots());
    files.writeManager(self, new KeyLock(Optional.empty(), 0));
    NodeIdentity identity = new NodeIdentity(self);
    address = new HostAndPort("127.0.0.1", LocalSwarm.freePort());
    KnownManagers others = new KnownManagers(environment.random(), List.of(), managers -> {});
    ManagerStart start = new ManagerStart(directory, identity, others, false, false);
    manager = Manager.start(environment, Metrics.NONE, new Manager.Settings(directory, identity, start.keys(),
        address, address, base.resolve("m1.sock"), start.beginning(), ClusterSettings.defaults(),
        new AllocationOptions().settings(), () -> {}, failure -> {}));
    control = ControlSocket.channel(manager.controlSocket()).build();
  }

  /** Credentials of the cluster's root. */
  NodeCredentials certified(String nodeId, Role role, String clusterId) {
    return NodeCredentials.issue(authority, new NodeSubject(nodeId, role, clusterId),
        CertificateAuthority.DEFAULT_EXPIRY, environment.now());
  }

  String address() {
    return address.toString();
  }

  @Override
  public void close() {
    control.shutdownNow();
    manager.close();
    directory.close();
  }
}
