package io.swarmd.model.template;

import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskName;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in {@code {{.Task.Slot}}} and its like for one task (dispatch sheet, section 6). Understood are the
 * placeholders of the sheet's table, a label by {@code .Service.Labels.name} or {@code index .Service.Labels "name"},
 * and the trim markers; the rest of the template language is refused.
 */
public final class Placeholders {

  private static final Pattern ACTION = Pattern.compile("(\\s*\\{\\{-\\s|\\{\\{)(.*?)(\\s-}}\\s*|}})", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("\\.(\\w+(?:\\.\\w+)*)");
  private static final Pattern INDEX = Pattern.compile("index\\s+\\.Service\\.Labels\\s+\"([^\"]*)\"");
  private static final String LABELS = "Service.Labels.";

  private final Map<String, String> fields;
  private final Map<String, String> labels;

  private Placeholders(Map<String, String> fields, Map<String, String> labels) {
    this.fields = fields;
    this.labels = labels;
  }

  /** The values for a task on the node that runs it. */
  public static Placeholders of(Task task, NodeDescription node) {
    String slot = task.getSlot() == 0 ? task.getNodeId() : Long.toUnsignedString(task.getSlot());
    Map<String, String> fields = Map.of(
        "Service.ID", task.getServiceId(),
        "Service.Name", task.getServiceAnnotations().getName(),
        "Node.ID", task.getNodeId(),
        "Node.Hostname", node.getHostname(),
        "Node.Platform.Architecture", node.getPlatform().getArchitecture(),
        "Node.Platform.OS", node.getPlatform().getOs(),
        "Task.ID", task.getId(),
        "Task.Name", TaskName.of(task),
        "Task.Slot", slot);
    return new Placeholders(fields, task.getServiceAnnotations().getLabelsMap());
  }

  /**
   * The text with every placeholder replaced by its value.
   *
   * @throws IllegalArgumentException for a placeholder that does not exist or is not understood
   */
  public String expand(String text) {
    Matcher actions = ACTION.matcher(text);
    String expanded = actions.replaceAll(action -> Matcher.quoteReplacement(value(action)));
    if (ACTION.matcher(text).replaceAll("").contains("{{")) {
      throw new IllegalArgumentException("unclosed action in \"" + text + "\"");
    }
    return expanded;
  }

  private String value(MatchResult action) {
    String wanted = action.group(2).strip();
    Matcher field = FIELD.matcher(wanted);
    if (field.matches()) {
      String name = field.group(1);
      return name.startsWith(LABELS) ? label(name.substring(LABELS.length())) : field(name);
    }
    Matcher index = INDEX.matcher(wanted);
    if (index.matches()) {
      return label(index.group(1));
    }
    throw new IllegalArgumentException(
        "\"{{" + wanted + "}}\" is not understood: only placeholders such as {{.Task.Slot}} are");
  }

  private String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no placeholder \"{{." + name + "}}\"");
    }
    return value;
  }

  private String label(String name) {
    String value = labels.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the service has no label \"" + name + "\"");
    }
    return value;
  }
}
