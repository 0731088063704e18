package io.swarmd.model.node;

import io.swarmd.api.Node;
import io.swarmd.api.Placement;
import io.swarmd.api.PlacementPreference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A label of nodes as constraints and preferences name it, for example {@code node.labels.zone} (scheduling sheet, 2.2
 * and 2.6).
 *
 * @param ofEngine whether the engine's labels are meant, not those set on the node
 * @param key its letters' case counts
 */
public record NodeLabel(boolean ofEngine, String key) {

  private static final String NODE = "node.labels.";
  private static final String ENGINE = "engine.labels.";

  /** The label that is named; empty when the name is no label's. The letters' case of the prefix does not count. */
  public static Optional<NodeLabel> named(String name) {
    return after(NODE, name).map(key -> new NodeLabel(false, key))
        .or(() -> after(ENGINE, name).map(key -> new NodeLabel(true, key)));
  }

  /** The labels to spread over, outermost first; preferences that name no label are passed over. */
  public static List<NodeLabel> spreadOver(Placement placement) {
    return placement.getPreferencesList().stream()
        .filter(PlacementPreference::hasSpread)
        .flatMap(preference -> named(preference.getSpread().getSpreadDescriptor()).stream())
        .toList();
  }

  /** The node's value; nodes without the label have the empty one in common. */
  public String valueOn(Node node) {
    return labelsOf(node).getOrDefault(key, "");
  }

  public boolean isOn(Node node) {
    return labelsOf(node).containsKey(key);
  }

  private Map<String, String> labelsOf(Node node) {
    return ofEngine ? node.getDescription().getEngine().getLabelsMap() : node.getSpec().getAnnotations().getLabelsMap();
  }

  private static Optional<String> after(String prefix, String name) {
    boolean named = name.length() > prefix.length() && name.regionMatches(true, 0, prefix, 0, prefix.length());
    return named ? Optional.of(name.substring(prefix.length())) : Optional.empty();
  }
}
