package io.swarmd.model.task;

import io.swarmd.api.Driver;
import io.swarmd.api.Endpoint;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.Optional;

/**
 * New tasks of a service as it is now (orchestration sheet, 2.5). All tasks of one template share its spec,
 * annotations, endpoint and status instances.
 */
public final class TaskTemplate {

  private static final String CREATED = "created";

  private final Task common;

  private TaskTemplate(Task common) {
    this.common = common;
  }

  /**
   * A template for tasks made at the given time.
   *
   * @param clusterLogDriver the cluster's default, taken when the service names no log driver
   */
  public static TaskTemplate of(Service service, Optional<Driver> clusterLogDriver, Instant now) {
    TaskSpec spec = service.getSpec().getTask();
    Task.Builder task = Task.newBuilder()
        .setServiceId(service.getId())
        .setSpec(spec)
        .setServiceAnnotations(service.getSpec().getAnnotations())
        .setEndpoint(endpoint(service))
        .setStatus(TaskStatus.newBuilder()
            .setState(TaskState.NEW).setTimestamp(WireTime.timestamp(now)).setMessage(CREATED));
    if (service.hasSpecVersion()) {
      task.setSpecVersion(service.getSpecVersion());
    }
    if (ServiceMode.of(service).job()) {
      task.setJobIteration(service.getJobStatus().getJobIteration());
    }
    if (spec.hasLogDriver()) {
      task.setLogDriver(spec.getLogDriver());
    } else {
      clusterLogDriver.ifPresent(task::setLogDriver);
    }
    return new TaskTemplate(task.build());
  }

  private static Endpoint endpoint(Service service) {
    return service.getSpec().hasEndpoint()
        ? Endpoint.newBuilder().setSpec(service.getSpec().getEndpoint()).build() : Endpoint.getDefaultInstance();
  }

  /** A task in the slot; a slot on a node gives it that node. */
  public Task make(String id, Slot slot, TaskState desired) {
    return common.toBuilder()
        .setId(id).setSlot(slot.number()).setNodeId(slot.nodeId()).setDesiredState(desired).build();
  }
}
