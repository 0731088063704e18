package io.swarmd.controlapi.service;

import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.GetServiceResponse;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListServicesResponse;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.RemoveServiceResponse;
import io.swarmd.api.Service;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.listing.Listing;
import io.swarmd.controlapi.listing.Runtimes;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;

/** The calls about services that are there already, but for updates. Pure: each gives the rule that answers it. */
public final class Services {

  public Function<StoreView, GetServiceResponse> get(GetServiceRequest request) {
    Refusal.unlessGiven(request.getServiceId());
    return view -> {
      Service service = find(view, request.getServiceId());
      return GetServiceResponse.newBuilder()
          .setService(request.getInsertDefaults() ? ServiceDefaults.fillIn(service) : service).build();
    };
  }

  public Function<StoreView, ListServicesResponse> list(ListServicesRequest request) {
    ListServicesRequest.Filters filters = request.getFilters();
    return view -> ListServicesResponse.newBuilder().addAllServices(Listing.of(view, Table.SERVICE)
        .names(filters.getNamesList())
        .namePrefixes(filters.getNamePrefixesList())
        .idPrefixes(filters.getIdPrefixesList())
        .where(filters.getRuntimesList(),
            (service, runtime) -> Runtimes.name(service.getSpec().getTask()).equals(runtime))
        .labels(filters.getLabelsMap(), service -> service.getSpec().getAnnotations().getLabelsMap())
        .result()).build();
  }

  /** One entry for each id asked for, in that order; never fails. */
  public Function<StoreView, ListServiceStatusesResponse> statuses(ListServiceStatusesRequest request) {
    return view -> {
      ListServiceStatusesResponse.Builder response = ListServiceStatusesResponse.newBuilder();
      request.getServicesList().forEach(id -> response.addStatuses(ServiceStatuses.of(view, id)));
      return response.build();
    };
  }

  /** Deletes the record; its tasks are wound down by the orchestrator. */
  public Function<Transaction, RemoveServiceResponse> remove(RemoveServiceRequest request) {
    Refusal.unlessGiven(request.getServiceId());
    return tx -> {
      find(tx, request.getServiceId());
      tx.delete(Table.SERVICE, request.getServiceId());
      return RemoveServiceResponse.getDefaultInstance();
    };
  }

  static Service find(StoreView view, String id) {
    return view.get(Table.SERVICE, id).orElseThrow(() -> Refusal.notFound("service", id));
  }
}
