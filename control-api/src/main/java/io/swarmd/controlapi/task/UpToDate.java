package io.swarmd.controlapi.task;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;

/**
 * Whether a task is what its service asks for (control sheet, section 4, {@code up_to_date}). A difference only in
 * placement constraints counts as a difference here: nodes are not looked at.
 */
final class UpToDate {

  private UpToDate() {}

  static boolean test(StoreView view, Task task) {
    return view.get(Table.SERVICE, task.getServiceId()).filter(service -> test(service, task)).isPresent();
  }

  private static boolean test(Service service, Task task) {
    boolean sameVersion = task.hasSpecVersion() && service.hasSpecVersion()
        && task.getSpecVersion().equals(service.getSpecVersion());
    return sameVersion || comparable(task, task.getSpec()).equals(comparable(task, service.getSpec().getTask()));
  }

  /** How an image was pulled no longer matters once it is there. */
  private static TaskSpec comparable(Task task, TaskSpec spec) {
    int state = task.getStatus().getStateValue();
    boolean pulled = state >= TaskState.READY_VALUE && state <= TaskState.RUNNING_VALUE;
    if (!pulled || !spec.getContainer().hasPullOptions()) {
      return spec;
    }
    return spec.toBuilder().setContainer(spec.getContainer().toBuilder().clearPullOptions()).build();
  }
}
