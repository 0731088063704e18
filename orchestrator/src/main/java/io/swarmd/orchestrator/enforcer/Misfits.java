package io.swarmd.orchestrator.enforcer;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.Resources;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.resource.Available;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.model.task.TaskStates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the tasks that a node may not hold any more (orchestration sheet, 13.2 to 13.6). */
final class Misfits {

  private Misfits() {}

  /**
   * @param tasks those on the node, in the order in which they are granted what the node has
   * @param services finds a service by its id
   */
  static List<Task> of(Node node, Collection<Task> tasks, Function<String, Optional<Service>> services) {
    if (node.getSpec().getAvailability() != Availability.ACTIVE) {
      return List.of();
    }
    List<Task> misfits = new ArrayList<>();
    Available left = Available.of(node);
    for (Task task : tasks) {
      if (!considered(task)) {
        continue;
      }
      Resources reserved = Available.reservedBy(task.getSpec());
      if (!constraints(task, services).met(node)) {
        misfits.add(task);
      } else if (TaskStates.unassigned(task)) {
        // It takes nothing yet; whether it fits is for the scheduler to say.
        continue;
      } else if (holds(left, reserved, task.getAssignedGenericResourcesList())) {
        left = left.minus(reserved, task.getAssignedGenericResourcesList());
      } else {
        misfits.add(task);
      }
    }
    return misfits;
  }

  /** Placed, meant to run, and not finished: a finished task uses nothing. */
  static boolean considered(Task task) {
    return TaskStates.desired(task) >= TaskState.ASSIGNED_VALUE && TaskStates.desired(task) <= TaskState.COMPLETE_VALUE
        && TaskStates.observed(task) < TaskState.COMPLETE_VALUE;
  }

  private static ServiceConstraints constraints(Task task, Function<String, Optional<Service>> services) {
    TaskSpec asking = services.apply(task.getServiceId())
        .map(service -> service.getSpec().getTask()).orElse(task.getSpec());
    return ServiceConstraints.of(asking);
  }

  private static boolean holds(Available left, Resources reserved, List<GenericResource> assigned) {
    return reserved.getMemoryBytes() <= left.memoryBytes() && reserved.getNanoCpus() <= left.nanoCpus()
        && assigned.stream().allMatch(one -> isThere(left.generic(), one));
  }

  private static boolean isThere(List<GenericResource> left, GenericResource assigned) {
    if (assigned.hasNamedResourceSpec()) {
      return left.contains(assigned);
    }
    return GenericResources.enough(left, List.of(assigned)) && left.stream()
        .anyMatch(one -> one.hasDiscreteResourceSpec()
            && GenericResources.kind(one).equals(GenericResources.kind(assigned)));
  }
}
