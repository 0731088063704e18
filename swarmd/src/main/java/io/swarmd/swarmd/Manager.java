package io.swarmd.swarmd;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.swarmd.allocator.AllocatorSettings;
import io.swarmd.ca.bootstrap.ClusterSettings;
import io.swarmd.controlapi.forward.LeaderProxy;
import io.swarmd.controlapi.forward.Port;
import io.swarmd.controlapi.health.HealthService;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.authorization.Authorization;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.ControlSocket;
import io.swarmd.identity.transport.HostAndPort;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.identity.transport.ReadableRequests;
import io.swarmd.identity.transport.RemoteApi;
import io.swarmd.loop.Environment;
import io.swarmd.loop.Metrics;
import io.swarmd.raftstore.RaftLog;
import io.swarmd.raftstore.RaftSettings;
import io.swarmd.raftstore.sealing.LiveKeyRing;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.local.LocalStore;
import io.swarmd.swarmd.keys.LockWatch;
import io.swarmd.swarmd.replica.ReplicaService;
import io.swarmd.swarmd.stuck.ProgressWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager's half of a node: its replica of the cluster, the servers on the remote port and the control socket, and
 * the leader's parts while it leads. Made whole or not at all.
 */
final class Manager implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Manager.class);
  private static final int STOP_SECONDS = 8;
  private static final int LAST_ANSWERS_SECONDS = 1;
  /** Whoever takes longer than an election would is not worth waiting for. */
  private static final int HAND_OVER_SECONDS = 2;
  /** Several elections: whoever has seen no leader for so long is cut off, or no member any more. */
  private static final Duration OUT_OF_TOUCH = Duration.ofSeconds(5);

  /**
   * What a manager is started with.
   *
   * @param remote where the remote API listens, with the real port
   * @param advertised what other nodes are told to connect to
   * @param start how the log begins where there is none yet
   * @param allocation what networks and published ports keep off while this manager leads
   * @param onLocked told when the node's key, in clear until then, was locked
   * @param failed told when the replicated log can no longer be used
   */
  record Settings(StateDirectory directory, NodeIdentity identity, LiveKeyRing keys, HostAndPort remote,
      HostAndPort advertised, Path controlSocket, RaftSettings.Start start, ClusterSettings cluster,
      AllocatorSettings allocation, Runnable onLocked, Consumer<Throwable> failed) {}

  private final Environment environment;
  private final OwnedLoops loops;
  private final RaftLog raft;
  private final LocalStore store;
  private final ManagerParts parts;
  private final Leadership leadership;
  private final PeerLinks links;
  private final Server remote;
  private final ControlSocket control;
  private final ProgressWatch progress;
  private final HealthService remoteHealth = new HealthService(HealthService.RAFT);
  private final HealthService localHealth = new HealthService(HealthService.CONTROL_API);

  private Manager(Environment environment, Metrics metrics, Settings settings) throws IOException {
    NodeIdentity identity = settings.identity();
    NodeCredentials self = identity.current();
    Undo undo = new Undo();
    try {
      this.environment = environment;
      loops = undo.keep(new OwnedLoops(environment));
      links = undo.keep(new PeerLinks(identity, environment.newLoop("manager-links")));
      raft = undo.keep(RaftLog.open(raftSettings(settings, self), ManagerData.in(settings.directory()).raft(),
          (nodeId, address) -> NodeChannels.toNode(identity, nodeId, address).build(),
          settings.keys(), environment));
      store = undo.keep(LocalStore.start(environment, new WatchedLog(raft.log(), settings.failed()), metrics));
      raft.group().onChange(() -> links.keepOnly(raft.group().members()));
      parts = undo.keep(new ManagerParts(environment, loops, metrics, store, raft.group(),
          raft.log()::readBarrier, settings));
      new LockWatch(loops.newLoop("key-lock"), store, settings.directory().certificates(), () -> {
        raft.keysLocked();
        settings.onLocked().run();
      }).start();
      leadership = undo.keep(new Leadership(environment, store,
          new ClusterFoundation(environment, store, settings.directory().certificates(), self, settings.cluster()),
          parts.leaderParts()));
      Authorization gate = Authorization.remote(() -> identity.current().organization(), this::isRemoved);
      remote = serveRemote(settings, gate);
      undo.keep(remote::shutdownNow);
      remoteHealth.set(HealthService.RAFT, true);
      control = ControlSocket.open(settings.controlSocket(), identity,
          Authorization.controlSocket(() -> identity.current().asLocalCaller()), localServices());
      localHealth.set(HealthService.CONTROL_API, true);
      progress = undo.keep(new ProgressWatch(environment, store, new Standing()));
    } catch (IOException | RuntimeException failed) {
      undo.all();
      throw failed;
    }
  }

  private static RaftSettings raftSettings(Settings settings, NodeCredentials self) {
    return RaftSettings
        .of(self.organization(), self.nodeId(), settings.advertised().toString(), settings.start())
        .withElectionTimeout(RaftSettings.TICK.multipliedBy(settings.cluster().electionTick()));
  }

  /**
   * Starts a manager. It serves when this returns, but may not have a leader yet.
   *
   * @throws IdentityException with one line when a file, the port or the socket cannot be used
   */
  static Manager start(Environment environment, Metrics metrics, Settings settings) {
    try {
      return new Manager(environment, metrics, settings);
    } catch (IOException failed) {
      throw new IdentityException("can't initialize raft node: " + failed.getMessage(), failed);
    }
  }

  private Server serveRemote(Settings settings, Authorization gate) {
    NettyServerBuilder builder = RemoteApi.builder(
        ListenAddress.socketAddress(settings.remote()), settings.identity(), gate);
    ServerInterceptor proxy = new LeaderProxy(Port.REMOTE, loops, store, raft.group(), links);
    Stream.of(parts.services(), parts.remoteServices(),
            List.of(remoteHealth, new ReplicaService(store::replicated, store::leading))).flatMap(List::stream)
        .forEach(service -> builder.addService(ReadableRequests.of(ServerInterceptors.intercept(service, proxy))));
    raft.services().forEach(builder::addService);
    try {
      return builder.build().start();
    } catch (IOException failed) {
      throw new IdentityException("failed to listen on remote API address: " + settings.remote() + ": "
          + FailureText.of(failed.getCause() != null ? failed.getCause() : failed), failed);
    }
  }

  private List<BindableService> localServices() {
    ServerInterceptor proxy = new LeaderProxy(Port.CONTROL_SOCKET, loops, store, raft.group(), links);
    return Stream.concat(parts.services().stream(),
            Stream.of(localHealth, new ReplicaService(store::replicated, store::leading)))
        .<BindableService>map(service -> behind(proxy, service)).toList();
  }

  private static BindableService behind(ServerInterceptor proxy, BindableService service) {
    ServerServiceDefinition intercepted = ServerInterceptors.intercept(service, proxy);
    return () -> intercepted;
  }

  private boolean isRemoved(String nodeId) {
    return store.view().all(Table.CLUSTER).stream()
        .anyMatch(cluster -> cluster.containsBlacklistedCertificates(nodeId));
  }

  ManagerGroup group() {
    return raft.group();
  }

  /** Whether there is a leader, or was one until just now. */
  boolean isInTouch() {
    return raft.group().leaderlessSinceNanos()
        .map(since -> environment.monotonicNanos() - since < OUT_OF_TOUCH.toNanos()).orElse(true);
  }

  Path controlSocket() {
    return control.path();
  }

  /** What the remote port serves. */
  List<ServerServiceDefinition> remoteServices() {
    return remote.getServices();
  }

  /** What the control socket serves. */
  List<ServerServiceDefinition> socketServices() {
    return control.services();
  }

  /** A leader that stops lets another manager go on at once, instead of after an election timeout. */
  private void handOver() {
    if (store.leading().isEmpty()) {
      return;
    }
    successor().ifPresent(successor -> raft.group().transferLeadership(successor.raftId())
        .orTimeout(HAND_OVER_SECONDS, TimeUnit.SECONDS)
        .exceptionally(failure -> {
          log.info("leadership is not handed over: {}", FailureText.of(failure));
          return null;
        }).join());
  }

  private Optional<ManagerGroup.Member> successor() {
    return raft.group().members().stream()
        .filter(member -> member.reachable() && member.raftId() != raft.group().ownRaftId()).findFirst();
  }

  /** What becomes of this manager while its store stands still. */
  private final class Standing implements ProgressWatch.Watched {

    @Override
    public void serving(boolean serving) {
      remoteHealth.set(HealthService.RAFT, serving);
      localHealth.set(HealthService.CONTROL_API, serving);
    }

    @Override
    public CompletableFuture<Void> giveUpLeadership() {
      return successor().map(successor -> raft.group().transferLeadership(successor.raftId())
              .exceptionallyCompose(failure -> raft.stepDown()))
          .orElseGet(() -> CompletableFuture.failedFuture(
              new IllegalStateException("no other manager can be reached")));
    }
  }

  /** Hands leadership over, then stops the leader's parts, the servers and the log. */
  @Override
  public void close() {
    progress.close();
    handOver();
    leadership.stop().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).exceptionally(late -> null).join();
    parts.endStreams();
    remote.shutdown();
    control.close();
    try {
      remote.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
      endLog();
      if (!remote.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        remote.shutdownNow();
      }
      parts.close();
      loops.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The streams of the other managers, and those passed on to the leader, end with it and not before. */
  private void endLog() {
    links.close();
    try {
      raft.close();
    } catch (IOException failed) {
      log.warn("the replicated log does not close: {}", failed.getMessage());
    }
    store.close();
  }
}
