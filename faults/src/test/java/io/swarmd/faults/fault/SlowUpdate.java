package io.swarmd.faults.fault;

import com.google.protobuf.Duration;
import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateStatus;
import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Patience;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A rolling update of two tasks that waits between them, by a timer of the leader's loops. */
final class SlowUpdate implements AutoCloseable {

  private static final int REPLICAS = 2;
  /** Long enough for a clock to be set, and that noticed, while it waits. */
  private static final int DELAY_SECONDS = 4;
  private static final int CALL_SECONDS = 10;

  private final ManagerProcess manager;
  private final String serviceId;

  private SlowUpdate(ManagerProcess manager, String serviceId) {
    this.manager = manager;
    this.serviceId = serviceId;
  }

  /** Returns when the first task is updated and the second waits. */
  static SlowUpdate begin(ManagerProcess manager) {
    ServiceSpec spec = ServiceSpec.newBuilder()
        .setAnnotations(Annotations.newBuilder().setName("slow-" + System.nanoTime()))
        .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("hollow:1")))
        .setReplicated(ReplicatedService.newBuilder().setReplicas(REPLICAS))
        .setUpdate(UpdateConfig.newBuilder().setParallelism(1)
            .setDelay(Duration.newBuilder().setSeconds(DELAY_SECONDS))
            .setMonitor(Duration.newBuilder().setNanos(1_000_000)))
        .build();
    String id = control(manager).createService(CreateServiceRequest.newBuilder().setSpec(spec).build())
        .getService().getId();
    SlowUpdate update = new SlowUpdate(manager, id);
    await(REPLICAS + " tasks running", () -> control(manager).listServiceStatuses(
        ListServiceStatusesRequest.newBuilder().addServices(id).build()).getStatuses(0).getRunningTasks() == REPLICAS);
    ServiceSpec.Builder next = spec.toBuilder();
    next.getTaskBuilder().setForceUpdate(1);
    control(manager).updateService(UpdateServiceRequest.newBuilder().setServiceId(id)
        .setServiceVersion(update.service().getMeta().getVersion()).setSpec(next).build());
    await("the first task updated", update::isWaiting);
    return update;
  }

  private boolean isWaiting() {
    return control(manager).listTasks(ListTasksRequest.newBuilder().setFilters(
            ListTasksRequest.Filters.newBuilder().addServiceIds(serviceId)).build()).getTasksList().stream()
        .anyMatch(task -> task.getSpec().getForceUpdate() == 1 && task.getStatus().getState() == TaskState.RUNNING);
  }

  private static ControlGrpc.ControlBlockingStub control(ManagerProcess manager) {
    return ControlGrpc.newBlockingStub(manager.channel()).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private Service service() {
    return control(manager).getService(GetServiceRequest.newBuilder().setServiceId(serviceId).build()).getService();
  }

  void awaitEnd() {
    await("the end of a slow update", () ->
        service().getUpdateStatus().getState() == UpdateStatus.UpdateState.COMPLETED);
  }

  private static void await(String what, BooleanSupplier holds) {
    Patience.until(what, () -> {
      try {
        return holds.getAsBoolean();
      } catch (StatusRuntimeException betweenLeaders) {
        return false;
      }
    });
  }

  @Override
  public void close() {
    try {
      control(manager).removeService(RemoveServiceRequest.newBuilder().setServiceId(serviceId).build());
    } catch (StatusRuntimeException betweenLeaders) {
      return; // it harms nobody
    }
  }
}
