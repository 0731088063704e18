package io.swarmd.scheduler.placement;

import io.swarmd.api.Node;
import io.swarmd.api.PlacementPreference;
import io.swarmd.api.Task;
import java.util.List;
import java.util.Optional;

/**
 * A label over whose values tasks are spread before they are spread over nodes.
 *
 * @param ofEngine whether the engine's labels are meant, not those set on the node
 * @param key its letters' case counts
 */
record SpreadLabel(boolean ofEngine, String key) {

  private static final String NODE = "node.labels.";
  private static final String ENGINE = "engine.labels.";

  /** The labels of a task's preferences, outermost first; preferences that name no label are passed over. */
  static List<SpreadLabel> of(Task task) {
    return task.getSpec().getPlacement().getPreferencesList().stream()
        .filter(PlacementPreference::hasSpread)
        .flatMap(preference -> parse(preference.getSpread().getSpreadDescriptor()).stream())
        .toList();
  }

  /** The node's value; nodes without the label have the empty one in common. */
  String valueOn(Node node) {
    return ofEngine
        ? node.getDescription().getEngine().getLabelsOrDefault(key, "")
        : node.getSpec().getAnnotations().getLabelsOrDefault(key, "");
  }

  private static Optional<SpreadLabel> parse(String descriptor) {
    return after(NODE, descriptor).map(key -> new SpreadLabel(false, key))
        .or(() -> after(ENGINE, descriptor).map(key -> new SpreadLabel(true, key)));
  }

  private static Optional<String> after(String prefix, String descriptor) {
    boolean named = descriptor.length() > prefix.length()
        && descriptor.regionMatches(true, 0, prefix, 0, prefix.length());
    return named ? Optional.of(descriptor.substring(prefix.length())) : Optional.empty();
  }
}
