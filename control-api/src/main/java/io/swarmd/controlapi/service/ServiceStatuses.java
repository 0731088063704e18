package io.swarmd.controlapi.service;

import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/** How many tasks of a service run, beside how many should (control sheet, 7.5). Pure. */
final class ServiceStatuses {

  private ServiceStatuses() {}

  /** Zeros for a service nobody knows. */
  static ServiceStatus of(StoreView view, String serviceId) {
    Optional<Service> service = view.get(Table.SERVICE, serviceId);
    Collection<Task> tasks = view.find(Index.TASK_BY_SERVICE, serviceId);
    Predicate<Task> counted = service.filter(known -> ServiceMode.of(known).job())
        .<Predicate<Task>>map(job -> task -> task.getJobIteration().equals(job.getJobStatus().getJobIteration()))
        .orElse(task -> true);
    boolean job = service.filter(known -> ServiceMode.of(known).job()).isPresent();
    return ServiceStatus.newBuilder()
        .setServiceId(serviceId)
        .setDesiredTasks(service.map(known -> desired(known, tasks, counted)).orElse(0L))
        .setRunningTasks(count(tasks, counted.and(task -> task.getStatus().getState() == TaskState.RUNNING)))
        .setCompletedTasks(
            job ? count(tasks, counted.and(task -> task.getStatus().getState() == TaskState.COMPLETE)) : 0)
        .build();
  }

  private static long desired(Service service, Collection<Task> tasks, Predicate<Task> counted) {
    return switch (service.getSpec().getModeCase()) {
      case REPLICATED -> service.getSpec().getReplicated().getReplicas();
      case REPLICATED_JOB -> service.getSpec().getReplicatedJob().getMaxConcurrent();
      case GLOBAL -> count(tasks, task -> task.getDesiredState() == TaskState.RUNNING);
      case GLOBAL_JOB -> count(tasks, counted.and(task -> task.getDesiredState() == TaskState.COMPLETE
          && task.getStatus().getState() != TaskState.COMPLETE));
      case MODE_NOT_SET -> 0;
    };
  }

  private static long count(Collection<Task> tasks, Predicate<Task> condition) {
    return tasks.stream().filter(condition).count();
  }
}
