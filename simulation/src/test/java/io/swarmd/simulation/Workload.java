package io.swarmd.simulation;

import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.RemoveNetworkRequest;
import io.swarmd.api.RemoveNodeRequest;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateServiceRequest.Rollback;
import io.swarmd.controlapi.ControlService;
import io.swarmd.simulation.check.Promises;
import io.swarmd.simulation.cluster.Cluster;
import io.swarmd.simulation.cluster.SimulatedManager;
import io.swarmd.simulation.cluster.SimulatedWorker;
import io.swarmd.store.Change;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What users ask of the cluster through the control API of whoever thinks that it leads, and what they were told.
 * Services are never given a name that was used before.
 */
final class Workload {

  private static final int SERVICES = 5;
  private static final int NETWORKS = 3;
  private static final int NODES = 6;

  private final Cluster cluster;
  private final Random random;
  private final ServiceSpecs specs;
  private final Promises<ServiceSpec> services;
  private final Promises<NodeSpec> nodes;
  private final Answers answers = new Answers();
  private int named;

  Workload(Cluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
    this.specs = new ServiceSpecs(random);
    this.services = new Promises<>("service", cluster.violations());
    this.nodes = new Promises<>("node", cluster.violations());
    cluster.commits().onAutomaticRollback(this::rolledBack);
  }

  /** Asks for something. */
  void act() {
    any(cluster.managers().stream().filter(SimulatedManager::leads).toList()).ifPresent(leader -> {
      StoreView view = leader.store().orElseThrow().view();
      ControlService control = leader.control().orElseThrow();
      switch (random.nextInt(24)) {
        case 0, 1, 2, 3 -> create(view, control);
        case 4, 5, 6, 7, 8, 9, 10 -> any(view.all(Table.SERVICE)).ifPresent(service -> update(service, view, control));
        case 11, 12 -> any(view.all(Table.SERVICE)).ifPresent(service -> rollBack(service, control));
        case 13 -> any(view.all(Table.SERVICE)).ifPresent(service -> remove(service, control));
        case 14 -> exchangeNode(control);
        case 15 -> addNode(leader);
        case 16, 17 -> createNetwork(view, control);
        case 18 -> any(userNetworks(view)).ifPresent(network -> remove(network, control));
        default -> any(view.all(Table.NODE)).ifPresent(node -> setNode(node, availability(), zone(), control));
      }
    });
  }

  private Availability availability() {
    return Availability.forNumber(Math.max(0, random.nextInt(5) - 2));
  }

  private String zone() {
    return random.nextInt(3) == 0 ? "far" : TaskSpecs.USUAL_ZONE;
  }

  private <T> Optional<T> any(Collection<T> things) {
    return things.isEmpty() ? Optional.empty()
        : Optional.of(List.copyOf(things).get(random.nextInt(things.size())));
  }

  private void create(StoreView view, ControlService control) {
    if (view.all(Table.SERVICE).size() >= SERVICES) {
      return;
    }
    String name = "service-" + named++;
    ServiceSpec spec = specs.create(name, networkIds(view));
    Promises<ServiceSpec>.Ask ask = services.ask(name, 0, Optional.of(spec));
    control.createService(CreateServiceRequest.newBuilder().setSpec(spec).build(),
        answers.then(response -> ask.acknowledged(Table.SERVICE.version(response.getService()))));
  }

  private void update(Service service, StoreView view, ControlService control) {
    ServiceSpec spec = specs.change(service.getSpec(), networkIds(view));
    update(service, spec, UpdateServiceRequest.newBuilder().setSpec(spec), control);
  }

  private void rollBack(Service service, ControlService control) {
    if (service.hasPreviousSpec()) {
      update(service, service.getPreviousSpec(),
          UpdateServiceRequest.newBuilder().setSpec(service.getSpec()).setRollback(Rollback.PREVIOUS), control);
    }
  }

  private void update(
      Service service, ServiceSpec result, UpdateServiceRequest.Builder request, ControlService control) {
    Promises<ServiceSpec>.Ask ask = services.ask(name(service), Table.SERVICE.version(service), Optional.of(result));
    control.updateService(
        request.setServiceId(service.getId()).setServiceVersion(service.getMeta().getVersion()).build(),
        answers.then(response -> ask.acknowledged(Table.SERVICE.version(response.getService()))));
  }

  /** What an update did by itself counts like what a user asked for and was told of. */
  private void rolledBack(Change.Updated<Service> change) {
    services.ask(name(change.object()), Table.SERVICE.version(change.old()), Optional.of(change.object().getSpec()))
        .acknowledged(Table.SERVICE.version(change.object()));
  }

  private static String name(Service service) {
    return service.getSpec().getAnnotations().getName();
  }

  /** A removal names no version: it may come after anything. */
  private void remove(Service service, ControlService control) {
    Promises<ServiceSpec>.Ask ask = services.ask(name(service), Long.MAX_VALUE, Optional.empty());
    control.removeService(RemoveServiceRequest.newBuilder().setServiceId(service.getId()).build(),
        answers.then(response -> ask.acknowledged(Long.MAX_VALUE)));
  }

  private void setNode(Node node, Availability availability, String zone, ControlService control) {
    NodeSpec.Builder changed = node.getSpec().toBuilder().setAvailability(availability);
    changed.getAnnotationsBuilder().putLabels(TaskSpecs.ZONE, zone);
    NodeSpec spec = changed.build();
    Promises<NodeSpec>.Ask ask = nodes.ask(node.getId(), Table.NODE.version(node), Optional.of(spec));
    control.updateNode(UpdateNodeRequest.newBuilder().setNodeId(node.getId())
            .setNodeVersion(node.getMeta().getVersion()).setSpec(spec).build(),
        answers.then(response -> ask.acknowledged(Table.NODE.version(response.getNode()))));
  }

  /** A node is thrown out, running or not. */
  private void exchangeNode(ControlService control) {
    if (cluster.workers().size() > 1) {
      SimulatedWorker worker = any(cluster.workers()).orElseThrow();
      cluster.banish(worker, random.nextBoolean());
      remove(worker.nodeId(), control);
    }
  }

  private void addNode(SimulatedManager leader) {
    if (cluster.workers().size() < NODES) {
      cluster.addWorker();
      cluster.admit(leader);
    }
  }

  private void remove(String nodeId, ControlService control) {
    Promises<NodeSpec>.Ask ask = nodes.ask(nodeId, Long.MAX_VALUE, Optional.empty());
    control.removeNode(RemoveNodeRequest.newBuilder().setNodeId(nodeId).setForce(true).build(),
        answers.then(response -> ask.acknowledged(Long.MAX_VALUE)));
  }

  private static List<Network> userNetworks(StoreView view) {
    return view.all(Table.NETWORK).stream().filter(network -> !network.getSpec().getIngress()).toList();
  }

  private static List<String> networkIds(StoreView view) {
    return userNetworks(view).stream().map(Network::getId).toList();
  }

  /** Some networks are so small that they run full, and ask for subnets that others may have had before them. */
  private void createNetwork(StoreView view, ControlService control) {
    if (userNetworks(view).size() >= NETWORKS) {
      return;
    }
    NetworkSpec.Builder spec = NetworkSpec.newBuilder();
    spec.getAnnotationsBuilder().setName("network-" + named++);
    if (random.nextBoolean()) {
      spec.getIpamBuilder().addConfigsBuilder().setSubnet("192.168." + random.nextInt(NETWORKS) + ".0/28");
    }
    control.createNetwork(CreateNetworkRequest.newBuilder().setSpec(spec).build(), answers.then(response -> { }));
  }

  private void remove(Network network, ControlService control) {
    control.removeNetwork(RemoveNetworkRequest.newBuilder().setNetworkId(network.getId()).build(),
        answers.then(response -> { }));
  }

  /** Asks for the nodes that there are and no others, none of them paused, one at least active. */
  void settleNodes() {
    SimulatedManager leader = cluster.leader().orElseThrow();
    ControlService control = leader.control().orElseThrow();
    StoreView view = leader.store().orElseThrow().view();
    Set<String> machines = cluster.workers().stream().map(SimulatedWorker::nodeId).collect(Collectors.toSet());
    cluster.admit(leader);
    boolean first = true;
    for (Node node : view.all(Table.NODE)) {
      if (!machines.contains(node.getId())) {
        remove(node.getId(), control);
        continue;
      }
      boolean drained = node.getSpec().getAvailability() == Availability.DRAIN && !first;
      setNode(node, drained ? Availability.DRAIN : Availability.ACTIVE,
          first ? TaskSpecs.USUAL_ZONE : zone(), control);
      first = false;
    }
  }

  /** Asks for every service and every network to go. */
  void removeAll() {
    SimulatedManager leader = cluster.leader().orElseThrow();
    ControlService control = leader.control().orElseThrow();
    StoreView view = leader.store().orElseThrow().view();
    view.all(Table.SERVICE).forEach(service -> remove(service, control));
    userNetworks(view).forEach(network -> remove(network, control));
  }

  /** Compares what is with what was acknowledged. */
  void check(StoreView view) {
    services.checkAll(name -> view.byName(Table.SERVICE, name).stream().findFirst().map(Service::getSpec));
    nodes.checkAll(id -> view.get(Table.NODE, id).map(Node::getSpec));
  }

  int acknowledged() {
    return answers.good();
  }
}
