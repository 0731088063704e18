package io.swarmd.allocator.rule;

import io.swarmd.api.EndpointSpec;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.TaskSpec;
import java.util.List;

/** Which networks a service or a task wants. */
final class Attachments {

  private Attachments() {}

  /** Those of the task template, else those of the service itself, an older place for them. */
  static List<NetworkAttachmentConfig> wanted(Service service) {
    TaskSpec task = service.getSpec().getTask();
    return task.getNetworksCount() > 0 ? task.getNetworksList() : service.getSpec().getNetworksList();
  }

  /** Whether any port is to be published on every node. */
  static boolean needsIngress(EndpointSpec spec) {
    return spec.getPortsList().stream().anyMatch(port -> port.getPublishMode() == PublishMode.INGRESS);
  }
}
