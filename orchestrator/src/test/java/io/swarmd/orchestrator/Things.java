package io.swarmd.orchestrator;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.EndpointSpec;
import io.swarmd.api.GlobalJob;
import io.swarmd.api.GlobalService;
import io.swarmd.api.JobStatus;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.ReplicatedService;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.api.UpdateStatus;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.api.Version;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskTemplate;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Services, tasks and nodes for tests. */
public final class Things {

  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Things() {}

  public static Service replicated(String id, long replicas) {
    return service(id, ServiceSpec.newBuilder().setReplicated(ReplicatedService.newBuilder().setReplicas(replicas)));
  }

  public static Service global(String id) {
    return service(id, ServiceSpec.newBuilder().setGlobal(GlobalService.getDefaultInstance()));
  }

  /** A job in its first iteration, as the API stores it. */
  public static Service replicatedJob(String id, long maxConcurrent, long totalCompletions) {
    return inIteration(service(id, ServiceSpec.newBuilder().setReplicatedJob(ReplicatedJob.newBuilder()
        .setMaxConcurrent(maxConcurrent).setTotalCompletions(totalCompletions))), 0);
  }

  public static Service globalJob(String id) {
    return inIteration(service(id, ServiceSpec.newBuilder().setGlobalJob(GlobalJob.getDefaultInstance())), 0);
  }

  private static Service inIteration(Service job, long iteration) {
    return job.toBuilder().setJobStatus(JobStatus.newBuilder()
        .setJobIteration(Version.newBuilder().setIndex(iteration))).build();
  }

  /** The job after an update through the API that changes nothing but its iteration. */
  public static Service again(Service job) {
    return inIteration(
        updated(job, job.getSpec().toBuilder()), job.getJobStatus().getJobIteration().getIndex() + 1);
  }

  public static Service withRestart(Service service, RestartPolicy.Builder policy) {
    Service.Builder restarting = service.toBuilder();
    restarting.getSpecBuilder().getTaskBuilder().setRestart(policy);
    return restarting.build();
  }

  private static Service service(String id, ServiceSpec.Builder spec) {
    return Service.newBuilder().setId(id).setSpecVersion(Version.getDefaultInstance())
        .setSpec(spec.setAnnotations(Annotations.newBuilder().setName("name-" + id)).setTask(TaskSpec.newBuilder()
            .setContainer(ContainerSpec.newBuilder().setImage("image:1"))
            .setRestart(restart(RestartCondition.ANY, Duration.ZERO)))).build();
  }

  public static RestartPolicy.Builder restart(RestartCondition condition, Duration delay) {
    return RestartPolicy.newBuilder().setCondition(condition).setDelay(WireTime.span(delay));
  }

  /** The service with another task spec, under a new spec version, as an update through the API makes it. */
  public static Service asking(Service service, TaskSpec.Builder task) {
    return updated(service, service.getSpec().toBuilder().setTask(task));
  }

  public static Service withImage(Service service, String image) {
    TaskSpec.Builder task = service.getSpec().getTask().toBuilder();
    task.getContainerBuilder().setImage(image);
    return asking(service, task);
  }

  public static Service withConstraint(Service service, String constraint) {
    TaskSpec.Builder task = service.getSpec().getTask().toBuilder();
    task.getPlacementBuilder().addConstraints(constraint);
    return asking(service, task);
  }

  public static Service withReplicas(Service service, long replicas) {
    return updated(service, service.getSpec().toBuilder()
        .setReplicated(ReplicatedService.newBuilder().setReplicas(replicas)));
  }

  public static Service withEndpoint(Service service, EndpointSpec.ResolutionMode mode) {
    return updated(service, service.getSpec().toBuilder().setEndpoint(EndpointSpec.newBuilder().setMode(mode)));
  }

  /** What an update through the API stores. */
  public static Service updated(Service service, ServiceSpec.Builder spec) {
    return service.toBuilder().setSpec(spec).setPreviousSpec(service.getSpec())
        .setPreviousSpecVersion(service.getSpecVersion())
        .setSpecVersion(Version.newBuilder().setIndex(
            Math.max(service.getSpecVersion().getIndex(), service.getMeta().getVersion().getIndex()) + 1))
        .clearUpdateStatus().build();
  }

  /** What a rollback asked for through the API stores. */
  public static Service rolledBack(Service service) {
    return service.toBuilder()
        .setSpec(service.getPreviousSpec()).setSpecVersion(service.getPreviousSpecVersion())
        .setPreviousSpec(service.getSpec()).setPreviousSpecVersion(service.getSpecVersion())
        .setUpdateStatus(UpdateStatus.newBuilder().setState(UpdateState.ROLLBACK_STARTED)
            .setMessage("manually requested rollback").setStartedAt(WireTime.timestamp(START))).build();
  }

  public static Task task(Service service, String id, long slot, String nodeId, TaskState desired, TaskState observed) {
    boolean onNode = ServiceMode.of(service).everyNode();
    Slot place = onNode ? Slot.onNode(service.getId(), nodeId) : Slot.numbered(service.getId(), slot);
    return observed(TaskTemplate.of(service, Optional.empty(), START).make(id, place, desired), observed).toBuilder()
        .setNodeId(nodeId).build();
  }

  public static Task running(Service service, String id, long slot, String nodeId) {
    return task(service, id, slot, nodeId, TaskState.RUNNING, TaskState.RUNNING);
  }

  public static Task observed(Task task, TaskState state) {
    return task.toBuilder().setStatus(task.getStatus().toBuilder().setState(state)).build();
  }

  public static Task reported(Task task, TaskState state, Instant at) {
    return task.toBuilder().setStatus(TaskStatus.newBuilder().setState(state)
        .setTimestamp(WireTime.timestamp(at)).setAppliedAt(WireTime.timestamp(at))).build();
  }

  public static Node node(String id) {
    return node(id, State.READY, Availability.ACTIVE);
  }

  public static Node node(String id, State state, Availability availability) {
    return Node.newBuilder().setId(id).setStatus(NodeStatus.newBuilder().setState(state))
        .setSpec(NodeSpec.newBuilder().setAvailability(availability)).build();
  }
}
