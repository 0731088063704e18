package io.swarmd.controlapi.service;

import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.List;
import java.util.stream.Stream;

/** Ports two services cannot both have (control sheet, 7.4). Pure; walks all services, so for snapshots only. */
final class PortConflicts {

  private PortConflicts() {}

  /** Refuses a spec that asks for a port of another service than the one with the given id. */
  static void check(StoreView view, ServiceSpec spec, String ownId) {
    List<PortConfig> wanted =
        spec.getEndpoint().getPortsList().stream().filter(port -> port.getPublishedPort() != 0).toList();
    if (wanted.isEmpty()) {
      return;
    }
    for (Service other : view.all(Table.SERVICE)) {
      if (!other.getId().equals(ownId)) {
        portsOf(other).forEach(taken -> wanted.forEach(port -> check(port, taken, other)));
      }
    }
  }

  private static Stream<PortConfig> portsOf(Service service) {
    return Stream.concat(
        service.getSpec().getEndpoint().getPortsList().stream(), service.getEndpoint().getPortsList().stream());
  }

  /** Two host ports may meet: the scheduler keeps their tasks on different nodes. */
  private static void check(PortConfig wanted, PortConfig taken, Service owner) {
    boolean same = wanted.getPublishedPort() == taken.getPublishedPort() && wanted.getProtocol() == taken.getProtocol();
    boolean bothOnHosts = wanted.getPublishMode() == PublishMode.HOST && taken.getPublishMode() == PublishMode.HOST;
    if (same && !bothOnHosts) {
      throw Refusal.invalidArgument("port '" + Integer.toUnsignedString(wanted.getPublishedPort())
          + "' is already in use by service '" + owner.getSpec().getAnnotations().getName() + "' (" + owner.getId()
          + ") as " + (taken.getPublishMode() == PublishMode.INGRESS ? "an ingress port" : "a host-published port"));
    }
  }
}
