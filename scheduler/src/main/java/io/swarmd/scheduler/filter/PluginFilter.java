package io.swarmd.scheduler.filter;

import io.swarmd.api.EngineDescription;
import io.swarmd.api.Mount;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.PluginDescription;
import io.swarmd.api.Task;
import io.swarmd.scheduler.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The node's engine lists the volume, network and log plugins the task needs (scheduling sheet, 2.4). A node that says
 * nothing of its engine passes.
 *
 * @param logDriver empty when the engine's own will do
 */
record PluginFilter(Set<String> volumeDrivers, Set<String> networkDrivers, String logDriver) implements Filter {

  static Optional<PluginFilter> of(Task task) {
    String logDriver = task.getSpec().getLogDriver().getName();
    PluginFilter filter = new PluginFilter(volumeDrivers(task), networkDrivers(task),
        logDriver.equals("none") ? "" : logDriver);
    return Optional.of(filter).filter(Predicate.not(PluginFilter::asksNothing));
  }

  @Override
  public boolean passes(Host host) {
    if (!host.node().getDescription().hasEngine()) {
      return true;
    }
    EngineDescription engine = host.node().getDescription().getEngine();
    return volumeDrivers.stream().allMatch(name -> lists(engine, "Volume", name))
        && networkDrivers.stream().allMatch(name -> lists(engine, "Network", name))
        && (logDriver.isEmpty() || listsNoLogPlugin(engine) || lists(engine, "Log", logDriver));
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("missing plugin", refusedNodes);
  }

  private boolean asksNothing() {
    return volumeDrivers.isEmpty() && networkDrivers.isEmpty() && logDriver.isEmpty();
  }

  private static Set<String> volumeDrivers(Task task) {
    List<Mount> mounts = task.getSpec().getContainer().getMountsList();
    return mounts.stream().filter(mount -> mount.getType() == Mount.Type.VOLUME)
        .map(mount -> mount.getVolumeOptions().getDriverConfig().getName())
        .filter(name -> !name.isEmpty() && !name.equals("local"))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> networkDrivers(Task task) {
    List<NetworkAttachment> networks = task.getNetworksList();
    return networks.stream().map(attachment -> attachment.getNetwork().getDriverState().getName())
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Plugins installed without a tag are listed as {@code name:latest}. */
  private static boolean lists(EngineDescription engine, String type, String name) {
    return engine.getPluginsList().stream().anyMatch(plugin -> plugin.getType().equals(type)
        && (plugin.getName().equals(name) || plugin.getName().equals(name + ":latest")));
  }

  private static boolean listsNoLogPlugin(EngineDescription engine) {
    return engine.getPluginsList().stream().map(PluginDescription::getType).noneMatch("Log"::equals);
  }
}
