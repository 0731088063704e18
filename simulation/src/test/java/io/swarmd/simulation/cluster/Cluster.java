package io.swarmd.simulation.cluster;

import io.swarmd.api.Cluster.Builder;
import io.swarmd.api.Driver;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.dispatcher.Dispatcher;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.simulation.check.CommitCheck;
import io.swarmd.simulation.check.Trace;
import io.swarmd.simulation.check.Violations;
import io.swarmd.simulation.check.Writers;
import io.swarmd.simulation.machine.Hardware;
import io.swarmd.simulation.machine.RunLedger;
import io.swarmd.simulation.network.Managers;
import io.swarmd.simulation.network.Network;
import io.swarmd.simulation.network.SimulatedConnections;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup.Member;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.LogFaults;
import io.swarmd.store.simulated.SimulatedGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Three managers, some workers, and the network between them, on one seeded scheduler. */
public final class Cluster implements Managers {

  private static final int MANAGERS = 3;
  private static final int TASK_HISTORY = 3;
  private static final int HEARTBEAT_SECONDS = 5;

  private final SimulatedEnvironment environment;
  private final Violations violations = new Violations();
  private final Writers writers = new Writers();
  private final RunLedger ledger = new RunLedger(violations);
  private final Network network;
  private final SimulatedGroup group;
  private final CommitCheck commits;
  private final List<SimulatedManager> managers = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<SimulatedWorker> banished = new ArrayList<>();
  private int nodesMade;

  public Cluster(SimulatedEnvironment environment, int workerCount, LogFaults faults) {
    this.environment = environment;
    this.network = new Network(environment);
    this.group = new SimulatedGroup(environment, MANAGERS, faults);
    this.commits = new CommitCheck(
        environment.newLoop("commit-check"), writers, violations, new Trace(environment));
    for (int i = 0; i < MANAGERS; i++) {
      managers.add(
          new SimulatedManager(environment, group, i, new Members(i + 1, this::members), writers, commits));
    }
    for (int i = 0; i < workerCount; i++) {
      workers.add(newWorker());
    }
  }

  private SimulatedWorker newWorker() {
    String nodeId = "node-" + ++nodesMade;
    SimulatedConnections connections = new SimulatedConnections(environment, network, this, nodeId);
    Hardware hardware = Hardware.any(environment.random());
    return new SimulatedWorker(environment, nodeId, hardware, connections, ledger, violations);
  }

  /** Starts everybody, and waits until the cluster's own objects and its nodes are stored. */
  public void start() {
    managers.forEach(SimulatedManager::start);
    group.elect(0);
    while (leader().flatMap(SimulatedManager::store).filter(store -> store.view().version() > 0).isEmpty()) {
      leader().flatMap(SimulatedManager::store).ifPresent(this::writeFirstObjects);
      environment.runFor(Duration.ofSeconds(1));
    }
    workers.forEach(SimulatedWorker::start);
  }

  private void writeFirstObjects(LocalStore store) {
    store.update(tx -> {
      Builder cluster = io.swarmd.api.Cluster.newBuilder().setId("cluster");
      cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
      cluster.getSpecBuilder().getOrchestrationBuilder().setTaskHistoryRetentionLimit(TASK_HISTORY);
      cluster.getSpecBuilder().getDispatcherBuilder().getHeartbeatPeriodBuilder().setSeconds(HEARTBEAT_SECONDS);
      workers.forEach(worker -> tx.create(Table.NODE, node(worker.nodeId())));
      tx.create(Table.NETWORK, ingress());
      return tx.create(Table.CLUSTER, cluster.build());
    });
  }

  private static Node node(String id) {
    return Node.newBuilder().setId(id).setRole(NodeRole.WORKER)
        .setSpec(NodeSpec.newBuilder().setMembership(NodeSpec.Membership.ACCEPTED))
        .setStatus(NodeStatus.newBuilder().setState(NodeStatus.State.UNKNOWN)).build();
  }

  private static io.swarmd.api.Network ingress() {
    NetworkSpec.Builder spec = NetworkSpec.newBuilder().setIngress(true).setDriverConfig(Driver.getDefaultInstance());
    spec.getAnnotationsBuilder().setName("ingress");
    return io.swarmd.api.Network.newBuilder().setId("ingress").setSpec(spec).build();
  }

  /** One more machine runs an agent; {@link #admit} lets it in. */
  public void addWorker() {
    SimulatedWorker worker = newWorker();
    workers.add(worker);
    worker.start();
  }

  /** The leader writes the nodes that it does not know, as the certificate authority does. */
  public void admit(SimulatedManager leader) {
    List<String> here = workers.stream().map(SimulatedWorker::nodeId).toList();
    leader.store().ifPresent(store -> store.update(tx -> {
      here.stream().filter(id -> tx.get(Table.NODE, id).isEmpty()).forEach(id -> tx.create(Table.NODE, node(id)));
      return null;
    }));
  }

  /** The worker is no part of the cluster any more, but may go on for a while as if it were. */
  public void banish(SimulatedWorker worker, boolean atOnce) {
    workers.remove(worker);
    if (atOnce) {
      crash(worker, true);
    } else {
      worker.banish();
      banished.add(worker);
    }
  }

  /** Ends all banished workers. */
  public void endBanished() {
    banished.forEach(worker -> crash(worker, true));
    banished.clear();
  }

  private List<Member> members() {
    return IntStream.range(0, MANAGERS).mapToObj(i -> new Member(
        i + 1, SimulatedManager.place(i), "192.0.2." + (i + 1) + ":4242", managers.get(i).leads(), true)).toList();
  }

  @Override
  public List<String> places() {
    return managers.stream().map(SimulatedManager::place).toList();
  }

  @Override
  public Optional<Dispatcher> dispatcher(String place) {
    return at(place).dispatcher();
  }

  private SimulatedManager at(String place) {
    return managers.stream().filter(manager -> manager.place().equals(place)).findFirst().orElseThrow();
  }

  /** What was acknowledged to an agent is in the committed state, or the task is gone. */
  @Override
  public void acknowledged(String place, UpdateTaskStatusRequest report) {
    at(place).store().ifPresent(store -> report.getUpdatesList().forEach(update -> {
      Optional<Task> task = store.view().get(Table.TASK, update.getTaskId());
      if (task.filter(now -> now.getStatus().getStateValue() < update.getStatus().getStateValue()).isPresent()) {
        violations.add("a report was acknowledged and not stored: " + update);
      }
    }));
  }

  /** The manager that leads, as far as one thinks so. */
  public Optional<SimulatedManager> leader() {
    return managers.stream().filter(SimulatedManager::leads).findFirst();
  }

  public List<SimulatedManager> managers() {
    return managers;
  }

  public List<SimulatedWorker> workers() {
    return workers;
  }

  public Network network() {
    return network;
  }

  public SimulatedGroup group() {
    return group;
  }

  public Violations violations() {
    return violations;
  }

  public CommitCheck commits() {
    return commits;
  }

  public RunLedger ledger() {
    return ledger;
  }

  public void crash(SimulatedManager manager) {
    manager.crash();
    environment.runDue();
    if (environment.random().nextInt(4) != 0) {
      network.breakConnections(manager.place());
    }
  }

  public void start(SimulatedManager manager) {
    if (!manager.isRunning()) {
      manager.start();
    }
  }

  /** Kills an agent; with its machine's power its tasks end as well. */
  public void crash(SimulatedWorker worker, boolean power) {
    worker.crash();
    if (power) {
      worker.machine().losePower();
    }
    if (environment.random().nextInt(4) != 0) {
      network.breakConnections(worker.nodeId());
    }
  }

  public void start(SimulatedWorker worker) {
    if (!worker.isRunning()) {
      worker.start();
    }
  }

  /** Makes the wall clock of one manager or worker jump. */
  public void shiftClock(int which, Duration by) {
    if (which < managers.size()) {
      managers.get(which).shiftClock(by);
    } else {
      workers.get(which - managers.size()).shiftClock(by);
    }
  }
}
