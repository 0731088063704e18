package io.swarmd.dispatcher.assignment;

import io.swarmd.api.Task;
import io.swarmd.api.TaskState;

/** What of a task concerns its node (dispatch sheet, 2.2). */
final class TaskContent {

  private TaskContent() {}

  /**
   * Whether two versions of a task differ in nothing but status and meta. Compares field by field: the parts are mostly
   * shared between versions, so that each comparison ends at the reference.
   */
  static boolean same(Task one, Task other) {
    return one.getDesiredState() == other.getDesiredState()
        && one.getSlot() == other.getSlot()
        && one.getId().equals(other.getId())
        && one.getServiceId().equals(other.getServiceId())
        && one.getNodeId().equals(other.getNodeId())
        && one.hasSpec() == other.hasSpec() && one.getSpec().equals(other.getSpec())
        && one.hasSpecVersion() == other.hasSpecVersion() && one.getSpecVersion().equals(other.getSpecVersion())
        && sameNames(one, other)
        && sameNetwork(one, other)
        && sameExtras(one, other)
        && one.getUnknownFields().equals(other.getUnknownFields());
  }

  private static boolean sameNames(Task one, Task other) {
    return one.hasAnnotations() == other.hasAnnotations() && one.getAnnotations().equals(other.getAnnotations())
        && one.hasServiceAnnotations() == other.hasServiceAnnotations()
        && one.getServiceAnnotations().equals(other.getServiceAnnotations());
  }

  private static boolean sameNetwork(Task one, Task other) {
    return one.getNetworksList().equals(other.getNetworksList())
        && one.hasEndpoint() == other.hasEndpoint() && one.getEndpoint().equals(other.getEndpoint());
  }

  private static boolean sameExtras(Task one, Task other) {
    return one.hasLogDriver() == other.hasLogDriver() && one.getLogDriver().equals(other.getLogDriver())
        && one.getAssignedGenericResourcesList().equals(other.getAssignedGenericResourcesList())
        && one.hasJobIteration() == other.hasJobIteration() && one.getJobIteration().equals(other.getJobIteration())
        && one.getVolumesList().equals(other.getVolumesList());
  }

  static boolean atLeast(Task task, TaskState state) {
    return task.getStatus().getStateValue() >= state.getNumber();
  }

  static boolean above(Task task, TaskState state) {
    return task.getStatus().getStateValue() > state.getNumber();
  }
}
