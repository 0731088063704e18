package io.swarmd.model.task;

import io.swarmd.api.Task;

/** How a task is called (scheduling sheet, 4.1). */
public final class TaskName {

  private TaskName() {}

  /** The annotation's name, else service name, slot (the node's id where there is no slot) and task id. */
  public static String of(Task task) {
    String given = task.getAnnotations().getName();
    if (!given.isEmpty()) {
      return given;
    }
    String place = task.getSlot() == 0 ? task.getNodeId() : Long.toUnsignedString(task.getSlot());
    return task.getServiceAnnotations().getName() + "." + place + "." + task.getId();
  }
}
