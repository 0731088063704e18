package io.swarmd.swarmctl.service;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.GenericResource;
import io.swarmd.api.Mount;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Resources;
import io.swarmd.api.Service;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateStatus;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import io.swarmd.swarmctl.text.Pairs;
import io.swarmd.swarmctl.text.Sizes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One service in full (control sheet, 18.2). */
final class ServiceDetails {

  private ServiceDetails() {}

  static void print(Invocation in, Service service, String replicas) {
    Columns details = Columns.properties().property("ID", service.getId())
        .property("Name", service.getSpec().getAnnotations().getName());
    if (service.getSpec().getAnnotations().getLabelsCount() > 0) {
      details.section("Labels");
      Pairs.sorted(service.getSpec().getAnnotations().getLabelsMap())
          .forEach((key, value) -> details.property("  " + key, value));
    }
    if (!service.getSpec().hasGlobal()) {
      details.property("Replicas", replicas);
    }
    if (service.hasJobStatus()) {
      details.property("Iteration", Long.toUnsignedString(service.getJobStatus().getJobIteration().getIndex()))
          .property("Last Execution", Moments.relative(service.getJobStatus().getLastExecution(), in.now()));
    }
    if (service.hasUpdateStatus()) {
      updateStatus(in, details, service.getUpdateStatus());
    }
    template(details, service);
    details.print(in.out());
  }

  private static void updateStatus(Invocation in, Columns details, UpdateStatus status) {
    details.section("Update Status").property(" State", status.getState());
    if (status.hasStartedAt()) {
      details.property(" Started", Moments.relative(status.getStartedAt(), in.now()));
    }
    if (status.getState() == UpdateStatus.UpdateState.COMPLETED && status.hasCompletedAt()) {
      details.property(" Completed", Moments.relative(status.getCompletedAt(), in.now()));
    }
    details.property(" Message", status.getMessage());
  }

  private static void template(Columns details, Service service) {
    TaskSpec task = service.getSpec().getTask();
    ContainerSpec container = task.getContainer();
    details.section("Template").section(" Container").property("  Image", container.getImage());
    details.optional("  Command", container.getCommandList().stream().map(part -> '"' + part + '"')
        .collect(Collectors.joining(" ")));
    details.optional("  Args", container.getArgsCount() == 0 ? "" : container.getArgsList().toString());
    details.optional("  Env", container.getEnvCount() == 0 ? "" : container.getEnvList().toString());
    details.optional("  Constraints", String.join(", ", task.getPlacement().getConstraintsList()));
    if (task.hasResources()) {
      details.section("  Resources");
      resources(details, "    Reservations:", task.getResources().hasReservations(),
          task.getResources().getReservations());
      resources(details, "    Limits:", task.getResources().hasLimits(), task.getResources().getLimits());
    }
    if (task.getNetworksCount() > 0) {
      details.line("  Networks: " + task.getNetworksList().stream().map(NetworkAttachmentConfig::getTarget)
          .collect(Collectors.joining(" ")));
    }
    ports(details, service.getEndpoint().getPortsList());
    mounts(details, container.getMountsList());
    references(details, container);
    if (task.hasLogDriver()) {
      logDriver(details, task.getLogDriver());
    }
  }

  private static void resources(Columns details, String title, boolean present, Resources resources) {
    if (!present) {
      return;
    }
    details.section(title);
    if (resources.getNanoCpus() != 0) {
      details.property("      CPU", Sizes.cpus(resources.getNanoCpus()));
    }
    if (resources.getMemoryBytes() != 0) {
      details.property("      Memory", Sizes.bytes(resources.getMemoryBytes()));
    }
    if (resources.getGenericCount() > 0) {
      details.property("      Generic Resources", resources.getGenericList().stream()
          .map(ServiceDetails::generic).collect(Collectors.joining(", ")));
    }
  }

  private static String generic(GenericResource resource) {
    return resource.hasNamedResourceSpec()
        ? resource.getNamedResourceSpec().getKind() + "=" + resource.getNamedResourceSpec().getValue()
        : resource.getDiscreteResourceSpec().getKind() + "=" + resource.getDiscreteResourceSpec().getValue();
  }

  private static void ports(Columns details, List<PortConfig> ports) {
    if (!ports.isEmpty()) {
      details.line("Ports:");
    }
    for (PortConfig port : ports) {
      details.line("    - Name", "= " + port.getName()).line("      Protocol", "= " + port.getProtocol())
          .line("      Port", "= " + Integer.toUnsignedString(port.getTargetPort()))
          .line("      SwarmPort", "= " + Integer.toUnsignedString(port.getPublishedPort()));
    }
  }

  private static void mounts(Columns details, List<Mount> mounts) {
    if (!mounts.isEmpty()) {
      details.line("  Mounts:");
    }
    for (Mount mount : mounts) {
      details.line("    - target = " + mount.getTarget()).line("      source = " + mount.getSource())
          .line("      readonly = " + mount.getReadonly())
          .line("      type = " + mount.getType().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void references(Columns details, ContainerSpec container) {
    if (container.getSecretsCount() > 0) {
      details.line("  Secrets:");
      container.getSecretsList().forEach(secret -> details.line("    [FILE] " + secret.getSecretName() + "@"
          + secret.getSecretId() + ":" + secret.getFile().getName()));
    }
    if (container.getConfigsCount() > 0) {
      details.line("  Configs:");
      container.getConfigsList().forEach(config -> details.line("    [FILE] " + config.getConfigName() + "@"
          + config.getConfigId() + ":" + config.getFile().getName()));
    }
  }

  private static void logDriver(Columns details, Driver driver) {
    details.property("  LogDriver", driver.getName());
    Pairs.sorted(driver.getOptionsMap()).forEach((key, value) -> details.property("    " + key, value));
  }
}
