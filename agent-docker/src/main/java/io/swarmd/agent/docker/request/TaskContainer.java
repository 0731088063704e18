package io.swarmd.agent.docker.request;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import io.swarmd.agent.exec.ResourceVariables;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskName;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The container of one task, checked.
 *
 * @param task with its templates expanded
 * @param name the container's
 * @param networks the first is the one the container is made with
 * @param files what it reads of secrets and configs
 * @param grace between the stop signal and the kill
 */
public record TaskContainer(
    Task task,
    String name,
    ImageReference image,
    AuthConfig credentials,
    List<NetworkRequest> networks,
    List<VolumeRequest> volumes,
    List<TaskFile> files,
    Duration grace) {

  private static final Pattern SAFE_ID = Pattern.compile("\\w[\\w.-]*");
  /** How long a task may take to end when it says nothing else. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * What the task asks for.
   *
   * @throws IllegalArgumentException naming what cannot be had, or what is missing
   */
  public static TaskContainer of(Task task) {
    if (!task.getSpec().hasContainer()) {
      throw new IllegalArgumentException("unsupported runtime");
    }
    if (!SAFE_ID.matcher(task.getId()).matches()) {
      throw new IllegalArgumentException("task id \"" + task.getId() + "\" cannot be the name of a directory");
    }
    ContainerSpec spec = task.getSpec().getContainer();
    TaskContainer container = new TaskContainer(
        task,
        TaskName.of(task),
        ImageReference.parse(spec.getImage()),
        RegistryCredentials.parse(spec.getPullOptions().getRegistryAuth()),
        NetworkRequest.of(task.getNetworksList()),
        TaskMounts.of(spec.getMountsList()).volumes(),
        TaskFile.of(spec),
        spec.hasStopGracePeriod() ? WireTime.duration(spec.getStopGracePeriod()) : GRACE);
    HostSettings.of(task);
    return container;
  }

  /** Fills in the request that makes the container; files are mounted besides what the spec mounts. */
  public CreateContainerCmd fill(CreateContainerCmd request, List<Mount> fileMounts) {
    ContainerSpec spec = task.getSpec().getContainer();
    request.withName(name).withLabels(TaskLabels.of(task)).withEnv(environment())
        .withTty(spec.getTty()).withStdinOpen(spec.getOpenStdin());
    if (!spec.getHostname().isEmpty()) {
      request.withHostName(spec.getHostname());
    }
    if (!spec.getUser().isEmpty()) {
      request.withUser(spec.getUser());
    }
    if (!spec.getDir().isEmpty()) {
      request.withWorkingDir(spec.getDir());
    }
    if (!spec.getStopSignal().isEmpty()) {
      request.withStopSignal(spec.getStopSignal());
    }
    if (spec.hasStopGracePeriod()) {
      // For an end that is not ours to bring about: the Engine's own.
      request.withStopTimeout(graceSeconds());
    }
    if (spec.getCommandCount() > 0) {
      request.withEntrypoint(spec.getCommandList());
    }
    if (spec.getArgsCount() > 0) {
      request.withCmd(spec.getArgsList());
    }
    if (spec.hasHealthcheck()) {
      request.withHealthcheck(HealthChecks.of(spec.getHealthcheck()));
    }
    return request.withHostConfig(host(request, fileMounts));
  }

  private HostConfig host(CreateContainerCmd request, List<Mount> fileMounts) {
    HostConfig host = HostSettings.of(task);
    TaskMounts wanted = TaskMounts.of(task.getSpec().getContainer().getMountsList());
    List<Mount> mounts = new ArrayList<>(wanted.mounts());
    mounts.addAll(fileMounts);
    if (!mounts.isEmpty()) {
      host.withMounts(mounts);
    }
    if (!wanted.temporary().isEmpty()) {
      host.withTmpFs(wanted.temporary());
    }
    List<PortConfig> ports = HostPorts.of(task.getEndpoint().getPortsList());
    if (!ports.isEmpty()) {
      request.withExposedPorts(ports.stream().map(HostPorts::exposed).toList());
      host.withPortBindings(HostPorts.bindings(ports));
    }
    networks.stream().findFirst().ifPresent(network -> join(request, host, network));
    return host;
  }

  private static void join(CreateContainerCmd request, HostConfig host, NetworkRequest network) {
    host.withNetworkMode(network.name());
    if (!network.aliases().isEmpty()) {
      request.withAliases(network.aliases());
    }
    network.ipv4().ifPresent(request::withIpv4Address);
    network.ipv6().ifPresent(request::withIpv6Address);
  }

  private List<String> environment() {
    List<String> environment = new ArrayList<>(task.getSpec().getContainer().getEnvList());
    ResourceVariables.environment(task).forEach((name, value) -> environment.add(name + "=" + value));
    return environment;
  }

  /** In whole seconds, as the Engine counts; a part of one counts as one. */
  public int graceSeconds() {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, grace.plusNanos(999_999_999).toSeconds()));
  }
}
