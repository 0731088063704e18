package io.swarmd.ca.join;

import io.grpc.Server;
import io.swarmd.api.Cluster;
import io.swarmd.ca.bootstrap.ClusterSettings;
import io.swarmd.ca.bootstrap.FirstObjects;
import io.swarmd.ca.issuance.SigningLoop;
import io.swarmd.ca.service.NodeCertificateService;
import io.swarmd.ca.service.RootService;
import io.swarmd.identity.Role;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.certificate.CertificateAuthority;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.NodeSubject;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.identity.file.CertificateFiles;
import io.swarmd.identity.join.JoinClient;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.RemoteApi;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.LogFaults;
import io.swarmd.store.simulated.SimulatedGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The certificate authority of a cluster of one manager, on loopback, its log in memory. */
final class LeadingAuthority implements AutoCloseable {

  final Environment environment = new RealEnvironment();
  final LocalStore store;
  final Cluster cluster;
  final Set<String> removed = ConcurrentHashMap.newKeySet();
  private final Server server;

  LeadingAuthority() throws Exception {
    SimulatedGroup group = new SimulatedGroup(environment, 1, LogFaults.NONE);
    store = LocalStore.start(environment, group.log(0), Metrics.NONE);
    group.elect(0);
    Awaitility.await().until(() -> store.leading().isPresent());
    CertificateAuthority authority = CertificateAuthority.create(environment.now());
    cluster = FirstObjects.cluster("c1", authority, ClusterSettings.defaults(), new SecureRandom());
    store.update(transaction -> transaction.create(Table.CLUSTER, cluster)).get(10, TimeUnit.SECONDS);
    ControlLoopRunner.start(environment, store, new SigningLoop(ExternalAuthorities.unreachable()), environment.newLoop("signing"),
        store.leading().orElseThrow(), Metrics.NONE);
    NodeIdentity manager = new NodeIdentity(NodeCredentials.issue(authority,
        new NodeSubject("m1", Role.MANAGER, "c1"), CertificateAuthority.DEFAULT_EXPIRY, environment.now()));
    server = RemoteApi.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager,
            Authorization.remote(() -> "c1", removed::contains))
        .addService(new RootService(store))
        .addService(new NodeCertificateService(store, environment))
        .build().start();
  }

  KnownManagers managers() {
    return new KnownManagers(environment.random(),
        List.of(new KnownManager("", "127.0.0.1:" + server.getPort())), changed -> {});
  }

  JoinClient client(EventLoop loop, Path directory) {
    return new JoinClient(environment, loop, managers(), new CertificateFiles(directory));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
