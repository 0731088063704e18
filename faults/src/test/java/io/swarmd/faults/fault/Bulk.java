package io.swarmd.faults.fault;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.faults.cluster.ManagerProcess;
import java.util.concurrent.TimeUnit;

/** Large objects, made and removed at once, that use up what room the log had taken beforehand. */
final class Bulk {

  private static final String CONTENT = "x".repeat(300_000);
  private static final int CALL_SECONDS = 5;

  private Bulk() {}

  /** One more, if the cluster takes it. */
  static void write(ManagerProcess through) {
    ControlGrpc.ControlBlockingStub control =
        ControlGrpc.newBlockingStub(through.channel()).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    try {
      String id = control.createService(CreateServiceRequest.newBuilder().setSpec(ServiceSpec.newBuilder()
          .setAnnotations(Annotations.newBuilder().setName("bulk-" + System.nanoTime()).putLabels("content", CONTENT))
          .setTask(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage("hollow:1")))
          .setReplicated(ReplicatedService.newBuilder().setReplicas(0))).build()).getService().getId();
      control.removeService(RemoveServiceRequest.newBuilder().setServiceId(id).build());
    } catch (StatusRuntimeException betweenLeaders) {
      // What was left is small beside what there is room for.
      return;
    }
  }
}
