package io.swarmd.swarmctl.task;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.v1.WaitingTask;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.lookup.Names;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One task in full (control sheet, 18.3). */
final class TaskDetails {

  /** Nodes of which is shown what stands in the way there; programs are told of more. */
  private static final int SHOWN_NODES = 20;

  private TaskDetails() {}

  static void print(Invocation in, Task task, Optional<WaitingTask> waiting) {
    Names names = new Names(in);
    Columns details = Columns.properties().property("ID", task.getId())
        .property("Slot", Long.toUnsignedString(task.getSlot()))
        .property("Service", names.service(task.getServiceId()));
    status(details, task);
    waiting.ifPresent(why -> waiting(details, why));
    details.optional("Ports", ports(task.getStatus()));
    details.property("Node", names.node(task.getNodeId()));
    if (task.getSpec().hasContainer()) {
      spec(details, task.getSpec().getContainer());
    }
    details.print(in.out());
  }

  private static void status(Columns details, Task task) {
    TaskStatus status = task.getStatus();
    details.section("Status").property("  Desired State", task.getDesiredState())
        .property("  Last State", status.getState());
    if (status.hasTimestamp()) {
      details.property("  Timestamp", Moments.exact(status.getTimestamp()));
    }
    details.optional("  Message", status.getMessage()).optional("  Error", status.getErr());
    if (status.hasContainer()) {
      ContainerStatus container = status.getContainer();
      details.property("  ContainerID:", container.getContainerId());
      details.optional("  Pid", container.getPid() == 0 ? "" : Integer.toString(container.getPid()));
      if (status.getStateValue() > TaskState.RUNNING_VALUE) {
        details.property("  ExitCode", container.getExitCode());
      }
    }
  }

  private static void waiting(Columns details, WaitingTask why) {
    details.section("Waiting").property("  Reason", why.getText());
    why.getReasonsList().stream().flatMap(reason -> reason.getNodesList().stream())
        .filter(node -> !node.getDetail().isEmpty()).limit(SHOWN_NODES)
        .forEach(node -> details.property("  " + node.getName(), node.getDetail()));
    details.optional("  Hint", why.getHint());
  }

  private static String ports(TaskStatus status) {
    return status.getPortStatus().getPortsList().stream().map(TaskDetails::port).collect(Collectors.joining(", "));
  }

  private static String port(PortConfig port) {
    return "0.0.0.0:" + Integer.toUnsignedString(port.getPublishedPort()) + "->"
        + Integer.toUnsignedString(port.getTargetPort()) + "/"
        + port.getProtocol().name().toLowerCase(Locale.ROOT);
  }

  private static void spec(Columns details, ContainerSpec container) {
    details.section("Spec").property("  Image", container.getImage());
    details.optional("  Command", container.getCommandList().stream().map(part -> '"' + part + '"')
        .collect(Collectors.joining(" ")));
    details.optional("  Args", container.getArgsCount() == 0 ? "" : container.getArgsList().toString());
    details.optional("  Env", container.getEnvCount() == 0 ? "" : container.getEnvList().toString());
    if (container.getSecretsCount() > 0) {
      details.section("  Secrets");
      container.getSecretsList().forEach(
          secret -> details.line("    [FILE] " + secret.getSecretName() + ":" + secret.getFile().getName()));
    }
    if (container.getConfigsCount() > 0) {
      details.section("  Configs");
      container.getConfigsList().forEach(
          config -> details.line("    [FILE] " + config.getConfigName() + ":" + config.getFile().getName()));
    }
  }
}
