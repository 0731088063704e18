package io.swarmd.model.drift;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.task.TaskStates;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/** Whether a task is no longer what its service asks for and has to be replaced (orchestration sheet, section 4). */
public final class TaskDrift {

  private final Service service;
  private final ServiceConstraints constraints;
  private final Function<String, Optional<Node>> nodes;

  /**
   * @param nodes finds a node by its id; empty when there is none
   */
  public TaskDrift(Service service, Function<String, Optional<Node>> nodes) {
    this.service = service;
    this.constraints = ServiceConstraints.of(service.getSpec().getTask());
    this.nodes = nodes;
  }

  /** A slot is dirty when it has more than one task, or one that drifted. */
  public boolean dirty(Collection<Task> updatable) {
    return updatable.size() > 1 || updatable.stream().anyMatch(this::dirty);
  }

  /** Whether the task has to be replaced. */
  public boolean dirty(Task task) {
    if (service.hasSpecVersion() && task.hasSpecVersion() && service.getSpecVersion().equals(task.getSpecVersion())) {
      return false;
    }
    if (task.hasEndpoint() && !task.getEndpoint().getSpec().equals(service.getSpec().getEndpoint())) {
      return true;
    }
    TaskSpec asked = service.getSpec().getTask();
    TaskSpec has = task.getSpec();
    if (!asked.getPlacement().equals(has.getPlacement()) && onlyPlacementDiffers(asked, has) && staysFit(task)) {
      return false;
    }
    if (keepsItsCredentials(task)) {
      asked = withPullOptionsOf(has, asked);
    }
    return !asked.equals(has);
  }

  private static boolean onlyPlacementDiffers(TaskSpec asked, TaskSpec has) {
    return asked.toBuilder().clearPlacement().build().equals(has.toBuilder().clearPlacement().build());
  }

  private boolean staysFit(Task task) {
    return !task.getNodeId().isEmpty() && nodes.apply(task.getNodeId()).filter(constraints::met).isPresent();
  }

  /** New registry credentials alone do not restart a task whose image was pulled already. */
  private static boolean keepsItsCredentials(Task task) {
    int observed = TaskStates.observed(task);
    return TaskStates.wanted(task) && observed >= TaskState.READY_VALUE && observed <= TaskState.RUNNING_VALUE;
  }

  private static TaskSpec withPullOptionsOf(TaskSpec has, TaskSpec asked) {
    if (!has.hasContainer() || !asked.hasContainer()) {
      return asked;
    }
    ContainerSpec.Builder container = asked.getContainer().toBuilder();
    if (has.getContainer().hasPullOptions()) {
      container.setPullOptions(has.getContainer().getPullOptions());
    } else {
      container.clearPullOptions();
    }
    return asked.toBuilder().setContainer(container).build();
  }
}
