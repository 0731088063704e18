package io.swarmd.simulation;

import io.grpc.stub.StreamObserver;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateNodeRequest;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.controlapi.ControlService;
import io.swarmd.simulation.check.Promises;
import io.swarmd.simulation.cluster.Cluster;
import io.swarmd.simulation.cluster.SimulatedManager;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What users ask of the cluster through the control API of whoever thinks that it leads, and what they were told.
 * Services are never given a name that was used before.
 */
final class Workload {

  private static final int SERVICES = 4;

  private final Cluster cluster;
  private final Random random;
  private final ServiceSpecs specs;
  private final Promises<ServiceSpec> services;
  private final Promises<NodeSpec> nodes;
  private int named;
  private int acknowledged;

  Workload(Cluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
    this.specs = new ServiceSpecs(random);
    this.services = new Promises<>("service", cluster.violations());
    this.nodes = new Promises<>("node", cluster.violations());
  }

  /** Asks for something. */
  void act() {
    any(cluster.managers().stream().filter(SimulatedManager::leads).toList()).ifPresent(leader -> {
      StoreView view = leader.store().orElseThrow().view();
      ControlService control = leader.control().orElseThrow();
      switch (random.nextInt(8)) {
        case 0, 1 -> create(view, control);
        case 2, 3, 4 -> any(view.all(Table.SERVICE)).ifPresent(service -> update(service, control));
        case 5 -> any(view.all(Table.SERVICE)).filter(service -> random.nextInt(3) == 0)
            .ifPresent(service -> remove(service, view, control));
        default -> any(view.all(Table.NODE)).ifPresent(node -> setNode(node, availability(), zone(), control));
      }
    });
  }

  private Availability availability() {
    return Availability.forNumber(Math.max(0, random.nextInt(5) - 2));
  }

  private String zone() {
    return random.nextInt(3) == 0 ? "far" : ServiceSpecs.USUAL_ZONE;
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
    ServiceSpec spec = specs.create(name);
    Promises<ServiceSpec>.Ask ask = services.ask(name, 0, Optional.of(spec));
    control.createService(CreateServiceRequest.newBuilder().setSpec(spec).build(),
        whenDone(response -> ask.acknowledged(Table.SERVICE.version(response.getService()))));
  }

  private void update(Service service, ControlService control) {
    ServiceSpec spec = specs.change(service.getSpec());
    String name = service.getSpec().getAnnotations().getName();
    Promises<ServiceSpec>.Ask ask = services.ask(name, Table.SERVICE.version(service), Optional.of(spec));
    control.updateService(UpdateServiceRequest.newBuilder().setServiceId(service.getId())
            .setServiceVersion(service.getMeta().getVersion()).setSpec(spec).build(),
        whenDone(response -> ask.acknowledged(Table.SERVICE.version(response.getService()))));
  }

  /** A removal names no version: it may come after anything. */
  private void remove(Service service, StoreView view, ControlService control) {
    String name = service.getSpec().getAnnotations().getName();
    Promises<ServiceSpec>.Ask ask = services.ask(name, Long.MAX_VALUE, Optional.empty());
    control.removeService(RemoveServiceRequest.newBuilder().setServiceId(service.getId()).build(),
        whenDone(response -> ask.acknowledged(Long.MAX_VALUE)));
  }

  private void setNode(Node node, Availability availability, String zone, ControlService control) {
    NodeSpec.Builder changed = node.getSpec().toBuilder().setAvailability(availability);
    changed.getAnnotationsBuilder().putLabels(ServiceSpecs.ZONE, zone);
    NodeSpec spec = changed.build();
    Promises<NodeSpec>.Ask ask = nodes.ask(node.getId(), Table.NODE.version(node), Optional.of(spec));
    control.updateNode(UpdateNodeRequest.newBuilder().setNodeId(node.getId())
            .setNodeVersion(node.getMeta().getVersion()).setSpec(spec).build(),
        whenDone(response -> ask.acknowledged(Table.NODE.version(response.getNode()))));
  }

  /** Asks for nodes that may take all tasks: in the usual zone, none of them paused, one at least active. */
  void settleNodes() {
    SimulatedManager leader = cluster.leader().orElseThrow();
    StoreView view = leader.store().orElseThrow().view();
    boolean first = true;
    for (Node node : view.all(Table.NODE)) {
      boolean drained = node.getSpec().getAvailability() == Availability.DRAIN && !first;
      setNode(node, drained ? Availability.DRAIN : Availability.ACTIVE, ServiceSpecs.USUAL_ZONE,
          leader.control().orElseThrow());
      first = false;
    }
  }

  /** Compares what is with what was acknowledged. */
  void check(StoreView view) {
    services.checkAll(name -> view.byName(Table.SERVICE, name).stream().findFirst().map(Service::getSpec));
    nodes.checkAll(id -> view.get(Table.NODE, id).map(Node::getSpec));
  }

  int acknowledged() {
    return acknowledged;
  }

  private <R> StreamObserver<R> whenDone(Consumer<R> done) {
    return new StreamObserver<>() {
      @Override
      public void onNext(R response) {
        acknowledged++;
        done.accept(response);
      }

      @Override
      public void onError(Throwable failure) {
        // Refused, or nobody knows: what may have come of it is in the promise.
      }

      @Override
      public void onCompleted() {
        // The answer was taken as it came.
      }
    };
  }
}
