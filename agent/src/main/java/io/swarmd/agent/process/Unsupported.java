package io.swarmd.agent.process;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Privileges;
import io.swarmd.api.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Refuses by name what a plain process cannot be given, rather than starting it without. */
final class Unsupported {

  private static final String HOST_DRIVER = "host";

  private Unsupported() {}

  /** @throws IllegalArgumentException naming everything the task asks for in vain */
  static void refuse(Task task, Namespaces namespaces) {
    List<String> wishes = new ArrayList<>();
    ContainerSpec container = task.getSpec().getContainer();
    addWished(wishesOf(container), wishes);
    if (!namespaces.available()) {
      addWished(wishesForNamespaces(container), wishes);
    }
    String logDriver = task.getLogDriver().getName();
    if (!logDriver.isEmpty()) {
      wishes.add("log driver " + logDriver);
    }
    task.getNetworksList().stream().filter(network -> !isHost(network)).forEach(network -> wishes.add(told(network)));
    task.getEndpoint().getPortsList().stream().filter(Unsupported::isMapped).forEach(port -> wishes.add(told(port)));
    if (!wishes.isEmpty()) {
      throw new IllegalArgumentException("the process executor cannot give a task " + String.join(", ", wishes)
          + "; place the service on nodes with a container engine");
    }
  }

  private static void addWished(Map<String, Boolean> all, List<String> wishes) {
    all.forEach((name, wished) -> {
      if (wished) {
        wishes.add(name);
      }
    });
  }

  /** What only root can give, where the kernel lets it. */
  private static Map<String, Boolean> wishesForNamespaces(ContainerSpec container) {
    Map<String, Boolean> wishes = new LinkedHashMap<>();
    String reason = " (this node does not run as root, or its kernel refuses namespaces)";
    wishes.put("secrets" + reason, container.getSecretsCount() > 0);
    wishes.put("configs" + reason, container.getConfigsCount() > 0);
    wishes.put("a host name" + reason, !container.getHostname().isEmpty());
    wishes.put("an init process" + reason, container.getInit().getValue());
    return wishes;
  }

  private static Map<String, Boolean> wishesOf(ContainerSpec container) {
    Map<String, Boolean> wishes = new LinkedHashMap<>();
    wishes.put("mounts", container.getMountsCount() > 0);
    wishes.put("hosts entries", container.getHostsCount() > 0);
    wishes.put("DNS settings",
        !container.getDnsConfig().equals(ContainerSpec.DNSConfig.getDefaultInstance()));
    wishes.put("a terminal", container.getTty());
    wishes.put("an open standard input", container.getOpenStdin());
    wishes.put("a read-only root", container.getReadOnly());
    wishes.put("privileges", !container.getPrivileges().equals(Privileges.getDefaultInstance()));
    wishes.put("groups", container.getGroupsCount() > 0);
    wishes.put("capabilities", container.getCapabilityAddCount() + container.getCapabilityDropCount() > 0);
    wishes.put("ulimits", container.getUlimitsCount() > 0);
    wishes.put("sysctls", container.getSysctlsCount() > 0);
    wishes.put("an OOM score", container.getOomScoreAdj() != 0);
    return wishes;
  }

  private static boolean isHost(NetworkAttachment attachment) {
    return attachment.getNetwork().getDriverState().getName().equals(HOST_DRIVER)
        || attachment.getNetwork().getSpec().getDriverConfig().getName().equals(HOST_DRIVER);
  }

  private static String told(NetworkAttachment attachment) {
    return "network " + attachment.getNetwork().getSpec().getAnnotations().getName();
  }

  /** A process listens on the machine's own ports, so that only a port published under its own number is itself. */
  private static boolean isMapped(PortConfig port) {
    return port.getPublishMode() == PortConfig.PublishMode.HOST
        && port.getPublishedPort() != 0
        && port.getPublishedPort() != port.getTargetPort();
  }

  private static String told(PortConfig port) {
    return "port " + port.getTargetPort() + " published as " + port.getPublishedPort();
  }
}
