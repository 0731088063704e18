package io.swarmd.controlapi.service;

import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.network.Ingress;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;

/** How services and networks go together (control sheet, 7.2 rules 12 and 14, 7.3 rules 6a and 6i). Pure. */
final class NetworkUse {

  private NetworkUse() {}

  /** Nobody joins the ingress network by naming it. Ids that nobody knows pass: the allocator waits for them. */
  static void checkNotIngress(StoreView view, ServiceSpec spec) {
    for (NetworkAttachmentConfig attachment : spec.getTask().getNetworksList()) {
      view.get(Table.NETWORK, attachment.getTarget()).filter(Ingress::is).ifPresent(network -> {
        throw Refusal.invalidArgument("Service cannot be explicitly attached to the ingress network \""
            + network.getSpec().getAnnotations().getName() + "\"");
      });
    }
  }

  static void checkIngressThere(boolean ingressThere, ServiceSpec spec) {
    if (!ingressThere && Ingress.neededBy(spec.getEndpoint())) {
      throw Refusal.failedPrecondition("service needs ingress network, but no ingress network is present");
    }
  }

  /** Networks of the service itself are an old form: they may move to the task, but not change. */
  static void checkMigrated(Service stored, ServiceSpec wanted) {
    boolean oldFormChanged = !wanted.getNetworksList().equals(stored.getSpec().getNetworksList());
    boolean newFormUnchanged = wanted.getTask().getNetworksList().equals(stored.getSpec().getTask().getNetworksList());
    if (oldFormChanged && newFormUnchanged) {
      throw Refusal.unimplemented("networks must be migrated to TaskSpec before being changed");
    }
  }
}
