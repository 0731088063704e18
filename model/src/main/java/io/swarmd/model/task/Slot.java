package io.swarmd.model.task;

import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceMode;

/**
 * The place of a task in its service: a number, or for services of one task a node that node. Tasks that replace each
 * other share a slot (orchestration sheet, section 3).
 *
 * @param number from 1 for replicated services, from 0 for replicated jobs; 0 for slots on a node
 * @param nodeId empty for numbered slots
 */
public record Slot(String serviceId, long number, String nodeId) {

  public static Slot numbered(String serviceId, long number) {
    return new Slot(serviceId, number, "");
  }

  public static Slot onNode(String serviceId, String nodeId) {
    return new Slot(serviceId, 0, nodeId);
  }

  /**
   * The slot of a task of a service in the given mode. A task alone does not tell: the first slot of a replicated job
   * has the number 0, as tasks of global services have, and its tasks have a node too once they are placed. When the
   * service is gone, {@link ServiceMode#UNSET}, a slot in which the task is found.
   */
  public static Slot of(Task task, ServiceMode mode) {
    boolean numbered = task.getSlot() != 0 || mode == ServiceMode.REPLICATED_JOB || task.getNodeId().isEmpty();
    return numbered
        ? numbered(task.getServiceId(), task.getSlot()) : onNode(task.getServiceId(), task.getNodeId());
  }

  /** The slot of a task of a service that is no job. */
  public static Slot of(Task task) {
    return of(task, ServiceMode.UNSET);
  }
}
