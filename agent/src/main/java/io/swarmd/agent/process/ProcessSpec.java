package io.swarmd.agent.process;

import io.swarmd.agent.exec.ResourceVariables;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.model.expansion.TaskTemplates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a task asks of the process executor.
 *
 * @param task with its templates filled in
 * @param command with its arguments; never empty
 * @param environment by name, the last of a name wins
 * @param directory where it runs
 * @param user empty for the agent's own
 * @param stopSignal number
 * @param limits zero where there is none
 * @param hostname empty for the machine's
 */
record ProcessSpec(
    Task task,
    List<String> command,
    Map<String, String> environment,
    String directory,
    Optional<String> user,
    int stopSignal,
    Duration grace,
    Resources limits,
    long processesMax,
    String hostname,
    Optional<HealthCheck> health,
    PrivateFiles files) {

  /** The image that stands for the machine's own file system. */
  static final String IMAGE = "host";

  private static final String IMAGE_WITH_TAG = "host:latest";
  /** How long a task may take to end when it says nothing else. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * The spec of a task on this node.
   *
   * @throws IllegalArgumentException naming what this executor cannot give, or what is missing
   */
  static ProcessSpec of(Task assigned, NodeDescription node, Namespaces namespaces) {
    checkRuntime(assigned.getSpec());
    Task task = TaskTemplates.expand(assigned, node);
    ContainerSpec container = task.getSpec().getContainer();
    checkImage(container.getImage());
    Unsupported.refuse(task, namespaces);
    List<String> command = new ArrayList<>(container.getCommandList());
    command.addAll(container.getArgsList());
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command required: the image \"host\" has none of its own");
    }
    return new ProcessSpec(
        task,
        List.copyOf(command),
        environment(task, container),
        container.getDir().isEmpty() ? "/" : container.getDir(),
        Optional.of(container.getUser()).filter(user -> !user.isEmpty()),
        container.getStopSignal().isEmpty() ? Signals.TERM : Signals.number(container.getStopSignal()),
        grace(container),
        task.getSpec().getResources().getLimits(),
        container.getPidsLimit(),
        container.getHostname(),
        HealthCheck.of(container),
        PrivateFiles.of(container));
  }

  private static void checkRuntime(TaskSpec spec) {
    switch (spec.getRuntimeCase()) {
      case CONTAINER -> { } // the only kind there is here
      case GENERIC -> throw new IllegalArgumentException("unsupported runtime type \""
          + spec.getGeneric().getKind() + "\": this node runs commands of its own; place the service on nodes with a"
          + " container engine");
      case ATTACHMENT -> throw new IllegalArgumentException(
          "unsupported runtime: this node attaches no containers to networks");
      case RUNTIME_NOT_SET -> throw new IllegalArgumentException("unrecognized runtime");
    }
  }

  private static void checkImage(String image) {
    if (image.isEmpty()) {
      throw new IllegalArgumentException("image required");
    }
    if (!image.equals(IMAGE) && !image.equals(IMAGE_WITH_TAG)) {
      throw new IllegalArgumentException("image \"" + image + "\" cannot run on this node: the process executor runs"
          + " only the image \"host\", a command of the machine itself; place the service on nodes with a container"
          + " engine, or give it the image host and a command");
    }
  }

  private static Map<String, String> environment(Task task, ContainerSpec container) {
    Map<String, String> environment = new LinkedHashMap<>(ResourceVariables.environment(task));
    for (String entry : container.getEnvList()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  private static Duration grace(ContainerSpec container) {
    return container.hasStopGracePeriod()
        ? Duration.ofSeconds(container.getStopGracePeriod().getSeconds(), container.getStopGracePeriod().getNanos())
        : GRACE;
  }
}
