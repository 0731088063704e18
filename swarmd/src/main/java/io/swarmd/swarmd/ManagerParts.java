package io.swarmd.swarmd;

import io.grpc.BindableService;
import io.swarmd.allocator.Allocator;
import io.swarmd.allocator.key.NetworkKeyRotation;
import io.swarmd.ca.issuance.SigningLoop;
import io.swarmd.ca.rotation.RotationLoop;
import io.swarmd.ca.service.NodeCertificateService;
import io.swarmd.ca.service.RootService;
import io.swarmd.ca.unregistered.UnregisteredNodes;
import io.swarmd.controlapi.ControlService;
import io.swarmd.controlapi.FarewellService;
import io.swarmd.controlapi.ResourceAllocatorService;
import io.swarmd.controlapi.watch.WatchService;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.dispatcher.logs.LogBroker;
import io.swarmd.dispatcher.logs.LogBrokerService;
import io.swarmd.dispatcher.logs.LogLimits;
import io.swarmd.dispatcher.logs.LogsService;
import io.swarmd.dispatcher.service.DispatcherService;
import io.swarmd.identity.external.CfsslAuthorities;
import io.swarmd.identity.transport.NodeChannels;
import io.swarmd.loop.Environment;
import io.swarmd.loop.Metrics;
import io.swarmd.membership.Membership;
import io.swarmd.membership.role.RoleManager;
import io.swarmd.membership.service.ChannelHealthProbe;
import io.swarmd.membership.service.RaftMembershipService;
import io.swarmd.membership.service.RaftService;
import io.swarmd.orchestrator.TaskOrchestrator;
import io.swarmd.orchestrator.enforcer.ConstraintEnforcer;
import io.swarmd.orchestrator.reaper.TaskReaper;
import io.swarmd.raftstore.backup.BackupService;
import io.swarmd.scheduler.Scheduler;
import io.swarmd.scheduler.waiting.CapacityService;
import io.swarmd.scheduler.waiting.WaitingService;
import io.swarmd.store.Store;
import io.swarmd.store.group.ManagerGroup;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The parts of a manager above the store: the services it binds and the loops its leader runs. */
final class ManagerParts implements AutoCloseable {

  private final Environment environment;
  private final Environment lasting;
  private final Metrics metrics;
  private final Store store;
  private final ManagerGroup group;
  private final Manager.Settings settings;
  private final Supplier<CompletableFuture<Void>> barrier;
  private final Membership membership;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<Optional<Dispatcher>> dispatcher = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<LogBroker>> logBroker = new AtomicReference<>(Optional.empty());
  private final CfsslAuthorities externals;
  private final WatchService watches;

  /**
   * The parts of one manager.
   *
   * @param lasting for what lives as long as the manager; its loops are closed with it
   * @param barrier done when all that was committed before is in the store
   */
  ManagerParts(Environment environment, Environment lasting, Metrics metrics, Store store, ManagerGroup group,
      Supplier<CompletableFuture<Void>> barrier, Manager.Settings settings) {
    this.environment = environment;
    this.lasting = lasting;
    this.metrics = metrics;
    this.store = store;
    this.group = group;
    this.barrier = barrier;
    this.settings = settings;
    this.externals = new CfsslAuthorities(settings.identity());
    this.watches = new WatchService(lasting, store);
    this.membership = new Membership(environment, store, group, new ChannelHealthProbe(
        address -> NodeChannels.toManager(settings.identity(), address).build()));
  }

  /** What both the remote port and the control socket serve. */
  List<BindableService> services() {
    return List.of(
        new ControlService(lasting, store, group, workers, externals),
        watches,
        new ResourceAllocatorService(lasting, store, group, workers),
        new RootService(store),
        new NodeCertificateService(store, lasting),
        new DispatcherService(dispatcher::get, () -> Optional.of(settings.advertised().toString()), workers),
        new LogsService(logBroker::get, workers),
        new LogBrokerService(logBroker::get, workers),
        new WaitingService(store, workers),
        new CapacityService(store, workers),
        new BackupService(environment, store::view, barrier, workers));
  }

  /** What the remote port alone serves, for it is asked by other nodes only. */
  List<BindableService> remoteServices() {
    return List.of(new RaftMembershipService(membership), new RaftService(group),
        new FarewellService(lasting, store, group, workers));
  }

  List<Leadership.Part> leaderParts() {
    LeaderParts loops = new LeaderParts(environment, store, metrics);
    return List.of(
        loops.of("network-keys", () -> new NetworkKeyRotation(new SecureRandom())),
        // Before the dispatcher: a node that has a session finds a broker.
        new Leadership.Part("log-broker", this::startLogBroker),
        new Leadership.Part("dispatcher", this::startDispatcher),
        loops.of("certificates", () -> new SigningLoop(externals)),
        loops.of("unregistered-nodes", () -> new UnregisteredNodes(this::isManager)),
        loops.of("root-rotation", () -> new RotationLoop(new SecureRandom())),
        loops.of("allocator", () -> new Allocator(settings.allocation())),
        loops.of("scheduler", Scheduler::new),
        loops.of("orchestrator", () -> new TaskOrchestrator(environment)),
        loops.of("reaper", TaskReaper::new),
        loops.of("enforcer", ConstraintEnforcer::new),
        new Leadership.Part("roles", this::startRoles));
  }

  private boolean isManager(String nodeId) {
    return group.members().stream().anyMatch(member -> member.nodeId().equals(nodeId));
  }

  private AutoCloseable startRoles(long term) {
    RoleManager roles = new RoleManager(environment, store, group, term);
    roles.start();
    return roles;
  }

  private AutoCloseable startDispatcher(long term) {
    String nodeId = settings.identity().current().nodeId();
    Dispatcher started = new Dispatcher(environment, store, group, term, nodeId, metrics);
    started.start();
    dispatcher.set(Optional.of(started));
    return () -> {
      dispatcher.set(Optional.empty());
      started.close();
    };
  }

  private AutoCloseable startLogBroker(long term) {
    LogBroker started = new LogBroker(environment, store, term, LogLimits.standard());
    started.start();
    logBroker.set(Optional.of(started));
    return () -> {
      logBroker.set(Optional.empty());
      started.close();
    };
  }

  /** Ends the streams that would otherwise hold up the servers' stop. */
  void endStreams() {
    watches.endStreams();
    membership.close();
  }

  /** To be called once the servers have stopped, as their last answers need the workers. */
  @Override
  public void close() {
    externals.close();
    workers.shutdown();
  }
}
