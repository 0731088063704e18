package io.swarmd.model.task;

import io.swarmd.api.Task;

/**
 * The place of a task in its service: a number, or for global services a node. Tasks that replace each other share a
 * slot (orchestration sheet, section 3).
 *
 * @param number from 1 for replicated services, 0 for global ones
 * @param nodeId empty for numbered slots
 */
public record Slot(String serviceId, long number, String nodeId) {

  public static Slot numbered(String serviceId, long number) {
    return new Slot(serviceId, number, "");
  }

  public static Slot onNode(String serviceId, String nodeId) {
    return new Slot(serviceId, 0, nodeId);
  }

  public static Slot of(Task task) {
    return task.getSlot() != 0
        ? numbered(task.getServiceId(), task.getSlot()) : onNode(task.getServiceId(), task.getNodeId());
  }
}
