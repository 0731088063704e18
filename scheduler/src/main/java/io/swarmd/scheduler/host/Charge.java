package io.swarmd.scheduler.host;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Resources;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.port.PortNumber;
import io.swarmd.model.resource.Available;
import io.swarmd.model.task.TaskStates;
import java.util.List;

/**
 * What one task takes from the node it is on, from the moment it is proposed for it until it has ended (scheduling
 * sheet, 1.8).
 *
 * @param active whether it counts when tasks are spread: a task told to stop does not, but holds the rest
 * @param preset whether the task came with its node, as tasks of global services do
 */
public record Charge(String taskId, String serviceId, Resources reserved, List<GenericResource> assigned,
    List<PortNumber> hostPorts, boolean active, boolean preset) {

  public static Charge of(Task task, boolean preset) {
    return new Charge(task.getId(), task.getServiceId(), Available.reservedBy(task.getSpec()),
        task.getAssignedGenericResourcesList(), PortNumber.onHost(task.getEndpoint()),
        TaskStates.desired(task) <= TaskState.COMPLETE_VALUE, preset);
  }
}
