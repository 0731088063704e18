package io.swarmd.agent.docker.request;

import io.swarmd.api.Task;
import io.swarmd.model.task.TaskName;
import java.util.Map;
import java.util.TreeMap;

/** The labels of a task's container (dispatch sheet, 5.1.2). */
public final class TaskLabels {

  /** Holds the task's id. */
  public static final String TASK_ID = "com.docker.swarm.task.id";

  /** Holds the id of the node the container belongs to. */
  public static final String NODE_ID = "com.docker.swarm.node.id";

  private TaskLabels() {}

  /** The spec's labels, the task's own, and those of the swarm, which nobody overrides. */
  static Map<String, String> of(Task task) {
    Map<String, String> labels = new TreeMap<>(task.getSpec().getContainer().getLabelsMap());
    labels.putAll(task.getAnnotations().getLabelsMap());
    labels.put("com.docker.swarm.task", "");
    labels.put(TASK_ID, task.getId());
    labels.put("com.docker.swarm.task.name", TaskName.of(task));
    labels.put(NODE_ID, task.getNodeId());
    labels.put("com.docker.swarm.service.id", task.getServiceId());
    labels.put("com.docker.swarm.service.name", task.getServiceAnnotations().getName());
    return labels;
  }
}
