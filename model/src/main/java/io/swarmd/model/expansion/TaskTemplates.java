package io.swarmd.model.expansion;

import com.google.protobuf.ByteString;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Mount;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.model.template.Template;
import io.swarmd.model.template.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills in the templates of a task's container: the values of its environment, sources and targets of mounts, values
 * of volume labels and driver options, and the host name (dispatch sheet, 6.2). Pure.
 */
public final class TaskTemplates {

  private static final String OPEN = "{{";

  private final Value values;

  private TaskTemplates(Value values) {
    this.values = values;
  }

  /**
   * The task with its templates filled in; the same one when it has no container.
   *
   * @param node the node that runs it, as far as it is known
   * @throws IllegalArgumentException when a template cannot be filled in; the text names field and place (6.3)
   */
  public static Task expand(Task task, NodeDescription node) {
    if (!task.getSpec().hasContainer()) {
      return task;
    }
    TaskTemplates templates = new TaskTemplates(TaskValues.of(task, node));
    ContainerSpec container = templates.container(task.getSpec().getContainer());
    return task.toBuilder().setSpec(task.getSpec().toBuilder().setContainer(container)).build();
  }

  private ContainerSpec container(ContainerSpec container) {
    List<String> environment = container.getEnvList().stream().map(this::variable).toList();
    List<Mount> mounts = container.getMountsList().stream().map(this::mount).toList();
    return container.toBuilder()
        .clearEnv().addAllEnv(environment)
        .clearMounts().addAllMounts(mounts)
        .setHostname(expanded("expanding hostname failed: ", container.getHostname()))
        .build();
  }

  private String variable(String entry) {
    int equals = entry.indexOf('=');
    if (equals < 0) {
      return entry;
    }
    String failure = "expanding env failed: expanding env \"" + entry + "\": ";
    return entry.substring(0, equals + 1) + expanded(failure, entry.substring(equals + 1));
  }

  private Mount mount(Mount mount) {
    Mount.Builder builder = mount.toBuilder()
        .setSource(expanded("expanding mounts failed: source \"" + mount.getSource() + "\": ", mount.getSource()))
        .setTarget(expanded("expanding mounts failed: target \"" + mount.getTarget() + "\": ", mount.getTarget()));
    if (mount.hasVolumeOptions()) {
      builder.getVolumeOptionsBuilder()
          .putAllLabels(expanded("volume label", mount.getVolumeOptions().getLabelsMap()));
    }
    if (mount.getVolumeOptions().hasDriverConfig()) {
      builder.getVolumeOptionsBuilder().getDriverConfigBuilder()
          .putAllOptions(expanded("driver option", mount.getVolumeOptions().getDriverConfig().getOptionsMap()));
    }
    return builder.build();
  }

  private Map<String, String> expanded(String kind, Map<String, String> texts) {
    Map<String, String> expanded = new LinkedHashMap<>();
    texts.forEach((name, text) ->
        expanded.put(name, expanded("expanding mounts failed: " + kind + " \"" + name + "\": ", text)));
    return expanded;
  }

  private String expanded(String failure, String text) {
    if (!text.contains(OPEN)) {
      return text;
    }
    try {
      return Template.parse(ByteString.copyFromUtf8(text), Map.of()).expand(values).toStringUtf8();
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(failure + refused.getMessage(), refused);
    }
  }
}
