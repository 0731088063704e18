package io.swarmd.controlapi.dependency;

import io.swarmd.api.Config;
import io.swarmd.api.ConfigSpec;
import io.swarmd.api.CreateConfigRequest;
import io.swarmd.api.CreateConfigResponse;
import io.swarmd.api.GetConfigRequest;
import io.swarmd.api.GetConfigResponse;
import io.swarmd.api.ListConfigsRequest;
import io.swarmd.api.ListConfigsResponse;
import io.swarmd.api.RemoveConfigRequest;
import io.swarmd.api.RemoveConfigResponse;
import io.swarmd.api.UpdateConfigRequest;
import io.swarmd.api.UpdateConfigResponse;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.listing.Labels;
import io.swarmd.controlapi.listing.Names;
import io.swarmd.controlapi.listing.Union;
import io.swarmd.loop.Environment;
import io.swarmd.model.id.ObjectId;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.function.Function;

/**
 * The calls about configs (control sheet, section 11), whose data everybody may see who may ask. Each checks its
 * request and gives the rule that answers it.
 */
public final class Configs {

  /** Data must be shorter than this, in bytes. */
  static final int DATA_BOUND = 1000 * 1024;

  private final Environment environment;

  public Configs(Environment environment) {
    this.environment = environment;
  }

  public Function<StoreView, GetConfigResponse> get(GetConfigRequest request) {
    DependencyRules.checkId(Table.CONFIG, request.getConfigId());
    return view -> GetConfigResponse.newBuilder()
        .setConfig(DependencyRules.find(view, Table.CONFIG, request.getConfigId())).build();
  }

  public Function<StoreView, ListConfigsResponse> list(ListConfigsRequest request) {
    ListConfigsRequest.Filters filters = request.getFilters();
    return view -> ListConfigsResponse.newBuilder().addAllConfigs(Union.of(view, Table.CONFIG,
            filters.getNamesList(), filters.getNamePrefixesList(), filters.getIdPrefixesList()).stream()
        .filter(config -> Labels.match(filters.getLabelsMap(), config.getSpec().getAnnotations().getLabelsMap()))
        .toList()).build();
  }

  public Function<Transaction, CreateConfigResponse> create(CreateConfigRequest request) {
    Refusal.unlessGiven(request.hasSpec());
    ConfigSpec spec = request.getSpec();
    Names.checkFileName(spec.getAnnotations().getName());
    DependencyRules.checkSize(Table.CONFIG, spec.getData(), DATA_BOUND);
    Config config = Config.newBuilder().setId(ObjectId.next(environment.random())).setSpec(spec).build();
    return tx -> CreateConfigResponse.newBuilder()
        .setConfig(DependencyRules.store(tx, Table.CONFIG, config)).build();
  }

  public Function<Transaction, UpdateConfigResponse> update(UpdateConfigRequest request) {
    Refusal.unlessGiven(request.getConfigId());
    Refusal.unlessGiven(request.hasConfigVersion());
    Refusal.unlessGiven(request.hasSpec());
    ConfigSpec asked = request.getSpec();
    return tx -> {
      Config stored = DependencyRules.find(tx, Table.CONFIG, request.getConfigId());
      DependencyRules.checkOnlyLabels(
          asked.getAnnotations().getName().equals(stored.getSpec().getAnnotations().getName()),
          asked.getData().isEmpty() || asked.getData().equals(stored.getSpec().getData()));
      Config.Builder changed = stored.toBuilder();
      changed.getSpecBuilder().getAnnotationsBuilder().clearLabels()
          .putAllLabels(asked.getAnnotations().getLabelsMap());
      changed.getMetaBuilder().setVersion(request.getConfigVersion());
      return UpdateConfigResponse.newBuilder().setConfig(tx.update(Table.CONFIG, changed.build())).build();
    };
  }

  public Function<Transaction, RemoveConfigResponse> remove(RemoveConfigRequest request) {
    DependencyRules.checkId(Table.CONFIG, request.getConfigId());
    return tx -> {
      DependencyRules.remove(tx, Table.CONFIG, request.getConfigId(), Index.SERVICE_BY_CONFIG);
      return RemoveConfigResponse.getDefaultInstance();
    };
  }
}
