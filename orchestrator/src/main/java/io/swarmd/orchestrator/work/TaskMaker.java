package io.swarmd.orchestrator.work;

import io.swarmd.api.Driver;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.Environment;
import io.swarmd.model.id.ObjectId;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskTemplate;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.time.Instant;
import java.util.Optional;

/** Makes the new tasks, with ids of their own. */
public final class TaskMaker {

  private static final String CLUSTER_NAME = "default";

  private final Environment environment;

  public TaskMaker(Environment environment) {
    this.environment = environment;
  }

  /** What the tasks of the service have in common; make it once for many. */
  public TaskTemplate template(Service service, StoreView view, Instant now) {
    return TaskTemplate.of(service, clusterLogDriver(view), now);
  }

  public Task make(TaskTemplate template, Slot slot, TaskState desired) {
    return template.make(ObjectId.next(environment.random()), slot, desired);
  }

  private static Optional<Driver> clusterLogDriver(StoreView view) {
    return view.byName(Table.CLUSTER, CLUSTER_NAME).stream().findFirst()
        .map(cluster -> cluster.getSpec().getTaskDefaults())
        .filter(defaults -> defaults.hasLogDriver())
        .map(defaults -> defaults.getLogDriver());
  }
}
