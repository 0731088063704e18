package io.swarmd.interop;

import io.swarmd.agent.engine.EngineImage;
import io.swarmd.api.ServiceSpec;
import java.util.List;

/** What services of these tests look like before a test makes them its own. */
final class Services {

  private Services() {}

  /** A service that waits to be ended, on Engines. */
  static ServiceSpec.Builder waiting(String name, int replicas) {
    return running(name, replicas, "trap 'exit 0' TERM; while :; do sleep 0.1; done");
  }

  /** A service of a shell line. */
  static ServiceSpec.Builder running(String name, int replicas, String line) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getReplicatedBuilder().setReplicas(replicas);
    spec.getTaskBuilder().getContainerBuilder().setImage(EngineImage.NAME).addAllArgs(List.of("sh", "-c", line));
    return spec;
  }

  /** On one node only. */
  static ServiceSpec.Builder on(String node, ServiceSpec.Builder spec) {
    spec.getTaskBuilder().getPlacementBuilder().addConstraints("node.hostname==" + node);
    return spec;
  }
}
