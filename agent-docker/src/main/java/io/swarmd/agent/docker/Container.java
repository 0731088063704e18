package io.swarmd.agent.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import io.swarmd.agent.docker.engine.Engine;
import io.swarmd.agent.docker.engine.EngineRefusal;
import io.swarmd.agent.docker.request.TaskLabels;
import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.api.ContainerStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A container as the Engine showed it at one moment. */
record Container(InspectContainerResponse shown) {

  private static final int OUTPUT_MAX = 256;

  /** The container of this name or id, if there is one. */
  static Optional<Container> find(Engine engine, String name) {
    try {
      return Optional.of(new Container(engine.ask(client -> client.inspectContainerCmd(name).exec())));
    } catch (EngineRefusal refused) {
      if (refused.isNotFound()) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  String id() {
    return shown.getId();
  }

  boolean isOfTask(String taskId) {
    Map<String, String> labels = shown.getConfig().getLabels();
    return labels != null && taskId.equals(labels.get(TaskLabels.TASK_ID));
  }

  /** Whether it never ran: to be started, or being made yet. */
  boolean isNew() {
    return "created".equals(shown.getState().getStatus());
  }

  boolean hasEnded() {
    return Set.of("exited", "dead", "removing").contains(shown.getState().getStatus());
  }

  boolean hasTerminal() {
    return Boolean.TRUE.equals(shown.getConfig().getTty());
  }

  Set<String> networks() {
    return shown.getNetworkSettings().getNetworks().keySet();
  }

  Map<ExposedPort, Ports.Binding[]> boundPorts() {
    Ports ports = shown.getNetworkSettings().getPorts();
    return ports == null ? Map.of() : ports.getBindings();
  }

  private String health() {
    HealthState health = shown.getState().getHealth();
    return health == null || health.getStatus() == null ? "none" : health.getStatus();
  }

  /** Whether it has a health check, of its own or its image's. */
  boolean isChecked() {
    return !health().equals("none");
  }

  boolean isUnhealthy() {
    return health().equals("unhealthy");
  }

  /** Whether a health check has not yet said anything. */
  boolean isBeingChecked() {
    return health().equals("starting");
  }

  ContainerStatus status() {
    Long code = shown.getState().getExitCodeLong();
    Long pid = shown.getState().getPidLong();
    return ContainerStatus.newBuilder()
        .setContainerId(id())
        .setPid(pid == null ? 0 : pid.intValue())
        .setExitCode(code == null ? 0 : code.intValue())
        .build();
  }

  /**
   * What its end was; it has ended.
   *
   * @throws ExitFailure unless it ended well
   */
  void requireGoodEnd() {
    String error = shown.getState().getError();
    if (status().getExitCode() != 0) {
      throw error == null || error.isEmpty() ? new ExitFailure(status()) : new ExitFailure(status(), error);
    }
  }

  /** The failure of a container that was stopped because its health check failed; shows what the last probe said. */
  ExitFailure unhealthyEnd(Container stopped) {
    String output = lastProbe().strip();
    String told = output.length() > OUTPUT_MAX ? output.substring(0, OUTPUT_MAX) : output;
    return new ExitFailure(stopped.status(),
        "dockerexec: unhealthy container" + (told.isEmpty() ? "" : ": " + told));
  }

  private String lastProbe() {
    List<HealthStateLog> probes = shown.getState().getHealth().getLog();
    if (probes == null || probes.isEmpty() || probes.getLast().getOutput() == null) {
      return "";
    }
    return probes.getLast().getOutput();
  }
}
