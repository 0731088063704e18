package io.swarmd.controlapi.service;

import io.swarmd.api.ServiceSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.model.port.PortConflict;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;

/** Ports two services cannot both have (control sheet, 7.4). Walks all services, so for snapshots only. */
final class PortUse {

  private PortUse() {}

  /** Refuses a spec that asks for a port of another service than the one with the given id. */
  static void check(StoreView snapshot, ServiceSpec spec, String ownId) {
    PortConflict.withOthers(spec.getEndpoint(), ownId, snapshot.all(Table.SERVICE)).ifPresent(conflict -> {
      throw Refusal.invalidArgument(conflict);
    });
  }
}
