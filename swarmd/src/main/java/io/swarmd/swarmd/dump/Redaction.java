package io.swarmd.swarmd.dump;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.swarmd.api.Cluster;
import io.swarmd.api.Config;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Secret;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;

/** Objects without what is nobody else's business (control sheet, section 20). */
final class Redaction {

  private static final ByteString SECRET = ByteString.copyFromUtf8("SECRET REDACTED");
  private static final ByteString CONFIG = ByteString.copyFromUtf8("CONFIG REDACTED");

  private Redaction() {}

  static Message of(Message object) {
    return switch (object) {
      case Secret secret -> secret.toBuilder().setSpec(secret.getSpec().toBuilder().setData(SECRET)).build();
      case Config config -> config.toBuilder().setSpec(config.getSpec().toBuilder().setData(CONFIG)).build();
      case Service service -> of(service);
      case Task task -> task.toBuilder().setSpec(of(task.getSpec())).build();
      case Cluster cluster -> of(cluster);
      default -> object;
    };
  }

  private static Service of(Service service) {
    Service.Builder redacted = service.toBuilder().setSpec(of(service.getSpec()));
    if (service.hasPreviousSpec()) {
      redacted.setPreviousSpec(of(service.getPreviousSpec()));
    }
    return redacted.build();
  }

  private static ServiceSpec of(ServiceSpec spec) {
    return spec.toBuilder().setTask(of(spec.getTask())).build();
  }

  private static TaskSpec of(TaskSpec spec) {
    return spec.hasContainer() ? spec.toBuilder().setContainer(of(spec.getContainer())).build() : spec;
  }

  private static ContainerSpec of(ContainerSpec container) {
    ContainerSpec.Builder redacted = container.toBuilder();
    if (container.getEnvCount() > 0) {
      redacted.clearEnv().addEnv("ENVVARS REDACTED");
    }
    if (!container.getPullOptions().getRegistryAuth().isEmpty()) {
      redacted.getPullOptionsBuilder().setRegistryAuth("REDACTED");
    }
    return redacted.build();
  }

  private static Cluster of(Cluster cluster) {
    Cluster.Builder redacted = cluster.toBuilder().clearRootCa().clearUnlockKeys().clearNetworkBootstrapKeys();
    redacted.getSpecBuilder().clearCaConfig();
    return redacted.build();
  }
}
