package io.swarmd.agent.docker.request;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.Mount;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.model.template.Placeholders;
import java.util.Map;
import java.util.stream.Collectors;

/** A task with the templates in its spec filled in (dispatch sheet, 6.2). */
public final class Expansion {

  private final Placeholders placeholders;

  private Expansion(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * The task with its environment's values, its mounts and its host name expanded; everything else untouched.
   *
   * @throws IllegalArgumentException when one cannot be expanded, saying which
   */
  public static Task of(Task task, NodeDescription node) {
    Expansion expansion = new Expansion(Placeholders.of(task, node));
    ContainerSpec spec = task.getSpec().getContainer();
    ContainerSpec.Builder expanded = spec.toBuilder().clearEnv().clearMounts();
    inPart("env", () -> expanded.addAllEnv(spec.getEnvList().stream().map(expansion::variable).toList()));
    inPart("mounts", () -> expanded.addAllMounts(spec.getMountsList().stream().map(expansion::mount).toList()));
    inPart("hostname", () -> expanded.setHostname(expansion.text(spec.getHostname())));
    Task.Builder whole = task.toBuilder();
    whole.getSpecBuilder().setContainer(expanded);
    return whole.build();
  }

  private static void inPart(String part, Runnable work) {
    try {
      work.run();
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("expanding " + part + " failed: " + refused.getMessage(), refused);
    }
  }

  private String text(String template) {
    return placeholders.expand(template);
  }

  private String variable(String entry) {
    int equals = entry.indexOf('=');
    return equals < 0 ? entry : entry.substring(0, equals + 1) + text(entry.substring(equals + 1));
  }

  private Mount mount(Mount mount) {
    Mount.Builder expanded = mount.toBuilder().setSource(text(mount.getSource())).setTarget(text(mount.getTarget()));
    if (mount.hasVolumeOptions()) {
      expanded.getVolumeOptionsBuilder().putAllLabels(values(mount.getVolumeOptions().getLabelsMap()));
    }
    if (mount.getVolumeOptions().hasDriverConfig()) {
      Driver.Builder driver = expanded.getVolumeOptionsBuilder().getDriverConfigBuilder();
      driver.putAllOptions(values(driver.getOptionsMap()));
    }
    return expanded.build();
  }

  private Map<String, String> values(Map<String, String> map) {
    return map.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> text(entry.getValue())));
  }
}
