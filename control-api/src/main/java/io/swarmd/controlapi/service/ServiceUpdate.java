package io.swarmd.controlapi.service;

import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateServiceResponse;
import io.swarmd.api.UpdateStatus;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.network.Ingress;
import io.swarmd.loop.Environment;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;

/** Changes a service to a new spec, or back to the one before (control sheet, 7.3). */
public final class ServiceUpdate {

  private final Environment environment;

  public ServiceUpdate(Environment environment) {
    this.environment = environment;
  }

  /** The given spec must be valid also for a rollback, which does not use it. */
  public Function<StoreView, Function<Transaction, UpdateServiceResponse>> update(UpdateServiceRequest request) {
    Refusal.unlessGiven(request.getServiceId());
    Refusal.unlessGiven(request.hasServiceVersion());
    ServiceSpec spec = request.getSpec();
    SpecRules.check(request.hasSpec(), spec);
    return snapshot -> {
      NetworkUse.checkNotIngress(snapshot, spec);
      Service seen = Services.find(snapshot, request.getServiceId());
      if (spec.hasEndpoint() && !spec.getEndpoint().equals(seen.getSpec().getEndpoint())) {
        PortUse.check(snapshot, spec, seen.getId());
      }
      boolean ingressThere = Ingress.find(snapshot).isPresent();
      PlacementAdvice.log(snapshot, spec);
      return tx -> {
        Service changed = changed(tx, Services.find(tx, request.getServiceId()), request);
        NetworkUse.checkIngressThere(ingressThere, changed.getSpec());
        return UpdateServiceResponse.newBuilder().setService(tx.update(Table.SERVICE, changed)).build();
      };
    };
  }

  private Service changed(Transaction tx, Service stored, UpdateServiceRequest request) {
    ServiceSpec spec = request.getSpec();
    NetworkUse.checkMigrated(stored, spec);
    References.checkExist(tx, spec.getTask().getContainer());
    if (spec.getModeCase() != stored.getSpec().getModeCase()) {
      throw Refusal.unimplemented("service mode change is not allowed");
    }
    if (!spec.getAnnotations().getName().equals(stored.getSpec().getAnnotations().getName())) {
      throw Refusal.unimplemented("renaming services is not supported");
    }
    Service.Builder changed = request.getRollback() == UpdateServiceRequest.Rollback.PREVIOUS
        ? rolledBack(stored) : replaced(stored, request);
    if (ServiceMode.of(stored).job()) {
      // A job is begun anew, which no update status accompanies: nothing would ever complete it.
      changed.clearUpdateStatus().setJobStatus(JobIterations.next(stored.getJobStatus(), environment.now()));
    }
    changed.getMetaBuilder().setVersion(request.getServiceVersion());
    return changed.build();
  }

  private static Service.Builder replaced(Service stored, UpdateServiceRequest request) {
    return stored.toBuilder()
        .setPreviousSpec(stored.getSpec())
        .setPreviousSpecVersion(stored.getSpecVersion())
        .setSpec(request.getSpec())
        .setSpecVersion(request.getServiceVersion())
        .clearUpdateStatus();
  }

  /** Spec and previous spec change places, so that two rollbacks in a row lead back. */
  private Service.Builder rolledBack(Service stored) {
    if (!stored.hasPreviousSpec()) {
      throw Refusal.failedPrecondition("service " + stored.getId() + " does not have a previous spec");
    }
    return stored.toBuilder()
        .setSpec(stored.getPreviousSpec())
        .setSpecVersion(stored.getPreviousSpecVersion())
        .setPreviousSpec(stored.getSpec())
        .setPreviousSpecVersion(stored.getSpecVersion())
        .setUpdateStatus(UpdateStatus.newBuilder()
            .setState(UpdateStatus.UpdateState.ROLLBACK_STARTED)
            .setMessage("manually requested rollback")
            .setStartedAt(WireTime.timestamp(environment.now())));
  }
}
