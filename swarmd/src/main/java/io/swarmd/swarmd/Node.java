package io.swarmd.swarmd;

import com.google.protobuf.ByteString;
import io.swarmd.agent.Agent;
import io.swarmd.agent.AgentSettings;
import io.swarmd.agent.database.RocksTaskDatabase;
import io.swarmd.agent.dispatch.ManagerConnections;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.api.NodeTLSInfo;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.Expiry;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.file.StateDirectory;
import io.swarmd.identity.join.Renewer;
import io.swarmd.identity.join.TrustedRoots;
import io.swarmd.identity.remote.KnownManager;
import io.swarmd.identity.remote.KnownManagers;
import io.swarmd.identity.remote.ManagerListFile;
import io.swarmd.identity.tls.NodeIdentity;
import io.swarmd.identity.transport.HostAndPort;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.RealEnvironment;
import io.swarmd.swarmd.leave.Departure;
import io.swarmd.swarmd.leave.Farewell;
import io.swarmd.swarmd.leave.NodeSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a swarm: obtains an identity, runs a manager while its certificate says so, and an agent always. It
 * lives until it is stopped or something it cannot do without has failed.
 */
final class Node implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final Duration LAST_REPORTS = Duration.ofSeconds(2);
  private static final int STOP_TASKS_SECONDS = 60;

  private final Environment environment = new RealEnvironment();
  private final EventLoop loop = environment.newLoop("node");
  private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();
  private final StateDirectory directory;
  private final Optional<PrometheusMetrics> endpoint;
  private final NodeIdentity identity;
  private final KnownManagers managers;
  private final Renewer renewer;
  private final ManagerHalf manager;
  private final TaskExecutor executor;
  private final Agent agent;
  private final NodeSocket socket;
  private boolean stopped;

  private Node(Options options, StateDirectory directory) throws IOException {
    this.directory = directory;
    ExecutorChoice choice = ExecutorChoice.parse(options.executor).settled(options.engineAddress);
    HostAndPort remote = ListenAddress.claim(HostAndPort.parse(options.listenRemoteApi));
    endpoint = options.listenMetrics.isEmpty() ? Optional.empty()
        : Optional.of(PrometheusMetrics.serve(HostAndPort.parse(options.listenMetrics)));
    boolean alone = options.recovery.forceNewCluster;
    refuseWithoutMember(alone);
    options.recovery.restoration(advertised(options, remote)).ifPresent(
        restoration -> restoration.into(directory, environment.now()));
    managers = knownManagers(options);
    options.unlockKey().ifPresent(directory.certificates()::unlockWith);
    if (options.founds()) {
      Enrolment.clearUnfinished(directory);
    }
    boolean known = directory.certificates().hasNode();
    identity = new NodeIdentity(new Enrolment(environment, loop, directory, managers,
        Path.of(options.listenControlApi), !options.externalCa.isEmpty(), options.autolock, alone ? Expiry.ALLOWED : Expiry.REFUSED)
        .credentials(options.joinAddress, options.joinToken));
    ManagerData data = ManagerData.in(directory);
    manager = new ManagerHalf(environment, identity, data,
        new ManagerLaunch(environment, metrics(), options, remote, directory, identity, managers, this::renew,
            new AtomicBoolean(alone)),
        new ManagerHalf.Told(this::renew, this::failed));
    renewer = new Renewer(environment, loop, identity, directory.certificates(), managers, manager::controlSocket);
    startManager(!known || data.holdsMember() || managers.all().isEmpty());
    renewer.start();
    executor = choice.open(directory.path(), options.engineAddress, identity.current().nodeId());
    agent = startAgent(options, ManagerConnections.of(manager::channel, managers, identity));
    identity.onChange(renewed -> agent.describeAgain());
    socket = NodeSocket.open(directory.path(), identity, new Departure(
        new NodeDeparture(identity, manager, agent, this::beginStop, this::erase, this::ended),
        new Farewell(managers, address -> NodeChannels.toManager(identity, address).build())));
  }

  /**
   * Starts a node; it serves, but may not be ready, when this returns.
   *
   * @throws IdentityException with one line, as {@link InvalidOption} is, when something given cannot be used
   */
  static Node start(Options options) {
    StateDirectory directory = StateDirectory.open(options.stateDirectory);
    try {
      return new Node(options, directory);
    } catch (IOException failed) {
      directory.close();
      throw new UncheckedIOException(failed);
    } catch (RuntimeException failed) {
      directory.close();
      throw failed;
    }
  }

  private static String advertised(Options options, HostAndPort remote) {
    return ListenAddress.advertised(HostAndPort.parse(options.listenRemoteApi), options.advertiseRemoteApi,
        remote.port()).toString();
  }

  private void refuseWithoutMember(boolean alone) {
    if (alone && !ManagerData.in(directory).holdsMember()) {
      throw new InvalidOption("--force-new-cluster: there is no manager's data in " + directory.path()
          + ": give the state directory of a manager that is left, or leave the flag out to start a new swarm");
    }
  }

  private KnownManagers knownManagers(Options options) {
    ManagerListFile file = new ManagerListFile(directory.managerList());
    List<KnownManager> remembered = remembered(options, file);
    return new KnownManagers(environment.random(), remembered, file::write);
  }

  private static List<KnownManager> remembered(Options options, ManagerListFile file) {
    if (options.recovery.forceNewCluster) {
      return List.of();
    }
    return options.joinAddress.isEmpty() ? file.read() : List.of(new KnownManager("", options.joinAddress));
  }

  /** A known node without a member's data was promoted and stopped on the way: its agent serves meanwhile. */
  private void startManager(boolean vital) {
    try {
      manager.begin(vital).join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException unchecked ? unchecked : failed;
    }
  }

  /**
   * Asks for a new certificate: that of a removed manager is good for nothing, and the next one says what this node is;
   * that of a manager whose key is locked from now on was in clear until then.
   */
  private void renew() {
    renewer.renewNow(Optional.empty());
  }

  private Metrics metrics() {
    return endpoint.<Metrics>map(serving -> serving).orElse(Metrics.NONE);
  }

  private Agent startAgent(Options options, ManagerConnections connections) throws IOException {
    AgentSettings settings = AgentSettings.defaults().withTlsInfo(this::tlsInfo)
        .whenJoining(!options.joinAddress.isEmpty());
    if (!options.hostname.isEmpty()) {
      settings = settings.withHostname(options.hostname);
    }
    Agent started = new Agent(environment, settings, connections,
        executor,
        RocksTaskDatabase.open(directory.path().resolve("worker").resolve("tasks")),
        new NodeNewsReader(environment, identity, new TrustedRoots(identity, directory.certificates()), managers,
            renewer::renewNow, this::failed));
    started.start().exceptionally(failure -> {
      failed(FailureText.of(failure));
      return null;
    });
    started.ready().thenRun(() -> log.info("node is ready"));
    return started;
  }

  private NodeTLSInfo tlsInfo() {
    NodeCredentials current = identity.current();
    return NodeTLSInfo.newBuilder()
        .setTrustRoot(ByteString.copyFrom(current.roots().bundle()))
        .setCertIssuerSubject(ByteString.copyFrom(current.issuerSubject()))
        .setCertIssuerPublicKey(ByteString.copyFrom(current.issuerPublicKey()))
        .build();
  }

  /** Ends the node because something it cannot do without has failed. */
  private void failed(String why) {
    end.complete(Optional.of(why));
  }

  /** Waits for the end; why it came, unless it was asked for. */
  Optional<String> awaitEnd() throws InterruptedException {
    return end.join();
  }

  /**
   * Stops tasks, agent and manager, in this order; the process may exit when it returns.
   *
   * @return false when the node was ending already, for another reason
   */
  boolean stop() {
    if (!beginStop()) {
      return false;
    }
    log.info("stopping: tasks first, then the manager");
    try {
      agent.stop(LAST_REPORTS).get(STOP_TASKS_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failure) {
      log.warn("tasks did not stop cleanly: {}", FailureText.of(failure));
    }
    closeRest();
    directory.close();
    ended(Optional.empty());
    return true;
  }

  private synchronized boolean beginStop() {
    boolean first = !stopped;
    stopped = true;
    return first;
  }

  private void closeRest() {
    executor.close();
    renewer.close();
    manager.close();
    endpoint.ifPresent(PrometheusMetrics::close);
    loop.close();
  }

  /** Ends the node without ending its tasks: after a failure they are taken up again at the next start. */
  @Override
  public void close() {
    if (beginStop()) {
      agent.detach().orTimeout(STOP_TASKS_SECONDS, TimeUnit.SECONDS).exceptionally(failure -> null).join();
      closeRest();
      directory.close();
      ended(Optional.empty());
    }
  }

  private void erase() {
    closeRest();
    directory.erase();
    directory.close();
  }

  /** Whoever asked this node to leave hears its last words, then it ends. */
  private void ended(Optional<String> failure) {
    socket.close();
    end.complete(failure);
  }
}
