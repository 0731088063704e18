package io.swarmd.model.expansion;

import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskName;
import io.swarmd.model.template.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** What a template may ask about its task (the sheet's table of placeholders). */
final class TaskValues {

  private TaskValues() {}

  static Value of(Task task, NodeDescription node) {
    String slot = task.getSlot() == 0 ? task.getNodeId() : Long.toUnsignedString(task.getSlot());
    return fields(
        Map.entry("Service", fields(
            Map.entry("ID", Value.text(task.getServiceId())),
            Map.entry("Name", Value.text(task.getServiceAnnotations().getName())),
            Map.entry("Labels", Value.mapping(task.getServiceAnnotations().getLabelsMap())))),
        Map.entry("Node", fields(
            Map.entry("ID", Value.text(task.getNodeId())),
            Map.entry("Hostname", Value.text(node.getHostname())),
            Map.entry("Platform", fields(
                Map.entry("Architecture", Value.text(node.getPlatform().getArchitecture())),
                Map.entry("OS", Value.text(node.getPlatform().getOs())))))),
        Map.entry("Task", fields(
            Map.entry("ID", Value.text(task.getId())),
            Map.entry("Name", Value.text(TaskName.of(task))),
            Map.entry("Slot", Value.text(slot)))));
  }

  @SafeVarargs
  private static Value fields(Map.Entry<String, Value>... entries) {
    SequencedMap<String, Value> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Value> entry : entries) {
      fields.put(entry.getKey(), entry.getValue());
    }
    return Value.fields(fields);
  }
}
