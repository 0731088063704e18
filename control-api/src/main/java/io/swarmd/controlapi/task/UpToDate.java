package io.swarmd.controlapi.task;

import io.swarmd.api.Task;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether tasks are what their services ask for (control sheet, section 4, {@code up_to_date}), by the rule by which
 * they are replaced. A task whose service is gone is not. For one listing: what is known of a service is kept.
 */
final class UpToDate implements Predicate<Task> {

  private final StoreView view;
  private final Map<String, Optional<TaskDrift>> byService = new HashMap<>();

  UpToDate(StoreView view) {
    this.view = view;
  }

  @Override
  public boolean test(Task task) {
    return byService.computeIfAbsent(task.getServiceId(), this::drift).filter(rule -> !rule.dirty(task)).isPresent();
  }

  private Optional<TaskDrift> drift(String serviceId) {
    return view.get(Table.SERVICE, serviceId)
        .map(service -> new TaskDrift(service, id -> view.get(Table.NODE, id)));
  }
}
