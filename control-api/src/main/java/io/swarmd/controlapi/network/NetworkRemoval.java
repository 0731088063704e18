package io.swarmd.controlapi.network;

import io.swarmd.api.Network;
import io.swarmd.api.RemoveNetworkRequest;
import io.swarmd.api.RemoveNetworkResponse;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Transaction;
import java.util.Optional;
import java.util.function.Function;

/** Removes networks that nobody uses (control sheet, 8.3). */
public final class NetworkRemoval {

  /** Users of the ingress network are found on a snapshot, as no index leads to them. */
  public Function<StoreView, Function<Transaction, RemoveNetworkResponse>> remove(RemoveNetworkRequest request) {
    Refusal.unlessGiven(request.getNetworkId());
    return snapshot -> {
      Optional<Service> ingressUser = snapshot.get(Table.NETWORK, request.getNetworkId()).filter(Ingress::is)
          .flatMap(ingress -> snapshot.all(Table.SERVICE).stream()
              .filter(service -> Ingress.neededBy(service.getSpec().getEndpoint())).findFirst());
      return tx -> {
        Network network = Networks.find(tx, request.getNetworkId());
        refusePredefined(network);
        if (Ingress.is(network)) {
          refuseUsedIngress(ingressUser);
        } else {
          refuseUsed(tx, network);
        }
        tx.delete(Table.NETWORK, network.getId());
        return RemoveNetworkResponse.getDefaultInstance();
      };
    };
  }

  private static void refusePredefined(Network network) {
    if (network.getSpec().getAnnotations().getLabelsOrDefault(Networks.PREDEFINED_LABEL, "").equals("true")) {
      throw Refusal.failedPrecondition("network " + network.getId() + " ("
          + network.getSpec().getAnnotations().getName() + ") is a swarm predefined network and cannot be removed");
    }
  }

  private static void refuseUsedIngress(Optional<Service> user) {
    user.ifPresent(service -> {
      throw Refusal.failedPrecondition(
          "ingress network cannot be removed because service " + service.getId() + " depends on it");
    });
  }

  private static void refuseUsed(StoreView view, Network network) {
    String inUse = "network " + network.getId() + " is in use by ";
    view.find(Index.SERVICE_BY_NETWORK, network.getId()).stream().findFirst().ifPresent(service -> {
      throw Refusal.failedPrecondition(inUse + "service " + service.getId());
    });
    view.find(Index.TASK_BY_NETWORK, network.getId()).stream().filter(NetworkRemoval::lives).findFirst()
        .ifPresent(task -> {
          throw Refusal.failedPrecondition(inUse + "task " + task.getId());
        });
  }

  private static boolean lives(Task task) {
    return TaskStates.wanted(task) && !TaskStates.terminal(task);
  }
}
