package io.swarmd.faults.fault;

import com.google.protobuf.Duration;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateStatus;
import io.swarmd.faults.cluster.ManagerProcess;
import io.swarmd.faults.cluster.Patience;
import java.util.concurrent.TimeUnit;

/** A rolling update that waits between its steps, by the timers of the leader's loops. */
final class SlowUpdate implements AutoCloseable {

  private static final int REPLICAS = 3;
  private static final int DELAY_SECONDS = 1;
  private static final int CALL_SECONDS = 10;

  private final ManagerProcess manager;
  private final String serviceId;

  private SlowUpdate(ManagerProcess manager, String serviceId) {
    this.manager = manager;
    this.serviceId = serviceId;
  }

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
    Patience.until(REPLICAS + " tasks running", () -> control(manager).listServiceStatuses(
        ListServiceStatusesRequest.newBuilder().addServices(id).build()).getStatuses(0).getRunningTasks() == REPLICAS);
    ServiceSpec.Builder next = spec.toBuilder();
    next.getTaskBuilder().setForceUpdate(1);
    control(manager).updateService(UpdateServiceRequest.newBuilder().setServiceId(id)
        .setServiceVersion(update.service().getMeta().getVersion()).setSpec(next).build());
    return update;
  }

  private static ControlGrpc.ControlBlockingStub control(ManagerProcess manager) {
    return ControlGrpc.newBlockingStub(manager.channel()).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private Service service() {
    return control(manager).getService(GetServiceRequest.newBuilder().setServiceId(serviceId).build()).getService();
  }

  void awaitEnd() {
    Patience.until("the end of a slow update", () ->
        service().getUpdateStatus().getState() == UpdateStatus.UpdateState.COMPLETED);
  }

  @Override
  public void close() {
    control(manager).removeService(RemoveServiceRequest.newBuilder().setServiceId(serviceId).build());
  }
}
