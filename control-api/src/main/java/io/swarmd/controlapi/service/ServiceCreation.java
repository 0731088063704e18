package io.swarmd.controlapi.service;

import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.CreateServiceResponse;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Version;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.network.Ingress;
import io.swarmd.loop.Environment;
import io.swarmd.model.id.ObjectId;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.store.StoreException;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;

/** Creates services (control sheet, 7.2). What must look at all services or networks does so on a snapshot. */
public final class ServiceCreation {

  private final Environment environment;

  public ServiceCreation(Environment environment) {
    this.environment = environment;
  }

  public Function<StoreView, Function<Transaction, CreateServiceResponse>> create(CreateServiceRequest request) {
    ServiceSpec spec = request.getSpec();
    SpecRules.check(request.hasSpec(), spec);
    Service.Builder asked = Service.newBuilder().setId(ObjectId.next(environment.random())).setSpec(spec)
        .setSpecVersion(Version.getDefaultInstance());
    if (ServiceMode.of(spec).job()) {
      asked.setJobStatus(JobIterations.first(environment.now()));
    }
    Service service = asked.build();
    return snapshot -> {
      NetworkUse.checkNotIngress(snapshot, spec);
      PortUse.check(snapshot, spec, service.getId());
      NetworkUse.checkIngressThere(Ingress.find(snapshot).isPresent(), spec);
      PlacementAdvice.log(snapshot, spec);
      return tx -> {
        References.checkExist(tx, spec.getTask().getContainer());
        return CreateServiceResponse.newBuilder().setService(store(tx, service)).build();
      };
    };
  }

  private static Service store(Transaction tx, Service service) {
    try {
      return tx.create(Table.SERVICE, service);
    } catch (StoreException refused) {
      if (refused.reason() == StoreException.Reason.NAME_CONFLICT) {
        throw Refusal.alreadyExists("name conflicts with an existing object: service "
            + service.getSpec().getAnnotations().getName() + " already exists");
      }
      throw refused;
    }
  }
}
