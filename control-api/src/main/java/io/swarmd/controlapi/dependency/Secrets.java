package io.swarmd.controlapi.dependency;

import io.grpc.Status;
import io.swarmd.api.CreateSecretRequest;
import io.swarmd.api.CreateSecretResponse;
import io.swarmd.api.GetSecretRequest;
import io.swarmd.api.GetSecretResponse;
import io.swarmd.api.ListSecretsRequest;
import io.swarmd.api.ListSecretsResponse;
import io.swarmd.api.RemoveSecretRequest;
import io.swarmd.api.RemoveSecretResponse;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretSpec;
import io.swarmd.api.UpdateSecretRequest;
import io.swarmd.api.UpdateSecretResponse;
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
import java.security.MessageDigest;
import java.util.function.Function;

/**
 * The calls about secrets (control sheet, section 10). Each checks its request and gives the rule that answers it. No
 * answer holds the data: it goes in, and out to the nodes that need it.
 */
public final class Secrets {

  /** Data must be shorter than this, in bytes. */
  static final int DATA_BOUND = 500 * 1024;

  private final Environment environment;

  public Secrets(Environment environment) {
    this.environment = environment;
  }

  /** Those that a cluster made for itself are found too. */
  public Function<StoreView, GetSecretResponse> get(GetSecretRequest request) {
    DependencyRules.checkId(Table.SECRET, request.getSecretId());
    return view -> GetSecretResponse.newBuilder()
        .setSecret(withoutData(DependencyRules.find(view, Table.SECRET, request.getSecretId()))).build();
  }

  public Function<StoreView, ListSecretsResponse> list(ListSecretsRequest request) {
    ListSecretsRequest.Filters filters = request.getFilters();
    return view -> ListSecretsResponse.newBuilder().addAllSecrets(Union.of(view, Table.SECRET,
            filters.getNamesList(), filters.getNamePrefixesList(), filters.getIdPrefixesList()).stream()
        .filter(secret -> !secret.getInternal())
        .filter(secret -> Labels.match(filters.getLabelsMap(), secret.getSpec().getAnnotations().getLabelsMap()))
        .map(Secrets::withoutData).toList()).build();
  }

  public Function<Transaction, CreateSecretResponse> create(CreateSecretRequest request) {
    Refusal.unlessGiven(request.hasSpec());
    SecretSpec spec = request.getSpec();
    Names.checkFileName(spec.getAnnotations().getName());
    if (spec.hasDriver()) {
      refuseDriver(spec.getDriver().getName());
    }
    DependencyRules.checkSize(Table.SECRET, spec.getData(), DATA_BOUND);
    Secret secret = Secret.newBuilder().setId(ObjectId.next(environment.random())).setSpec(spec).build();
    return tx -> CreateSecretResponse.newBuilder()
        .setSecret(withoutData(DependencyRules.store(tx, Table.SECRET, secret))).build();
  }

  /** A driver is a plugin of the manager, and a manager has none; the text is an Engine's. */
  private static void refuseDriver(String driver) {
    throw driver.isEmpty() ? Refusal.invalidArgument("secret driver must have a name")
        : Refusal.of(Status.UNKNOWN, "plugin \"" + driver + "\" not found");
  }

  public Function<Transaction, UpdateSecretResponse> update(UpdateSecretRequest request) {
    Refusal.unlessGiven(request.getSecretId());
    Refusal.unlessGiven(request.hasSecretVersion());
    Refusal.unlessGiven(request.hasSpec());
    SecretSpec asked = request.getSpec();
    return tx -> {
      Secret stored = DependencyRules.find(tx, Table.SECRET, request.getSecretId());
      DependencyRules.checkOnlyLabels(
          asked.getAnnotations().getName().equals(stored.getSpec().getAnnotations().getName()),
          asked.getData().isEmpty() || sameData(asked, stored.getSpec()));
      Secret.Builder changed = stored.toBuilder();
      changed.getSpecBuilder().getAnnotationsBuilder().clearLabels()
          .putAllLabels(asked.getAnnotations().getLabelsMap());
      changed.getMetaBuilder().setVersion(request.getSecretVersion());
      return UpdateSecretResponse.newBuilder()
          .setSecret(withoutData(tx.update(Table.SECRET, changed.build()))).build();
    };
  }

  /** Takes as long wherever they differ, so that nobody can guess data byte by byte. */
  private static boolean sameData(SecretSpec asked, SecretSpec stored) {
    return MessageDigest.isEqual(asked.getData().toByteArray(), stored.getData().toByteArray());
  }

  public Function<Transaction, RemoveSecretResponse> remove(RemoveSecretRequest request) {
    DependencyRules.checkId(Table.SECRET, request.getSecretId());
    return tx -> {
      DependencyRules.remove(tx, Table.SECRET, request.getSecretId(), Index.SERVICE_BY_SECRET);
      return RemoveSecretResponse.getDefaultInstance();
    };
  }

  private static Secret withoutData(Secret secret) {
    return secret.toBuilder().setSpec(secret.getSpec().toBuilder().clearData()).build();
  }
}
