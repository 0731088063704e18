package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.GlobalJob;
import io.swarmd.api.JobStatus;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateServiceRequest.Rollback;
import io.swarmd.model.time.WireTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs through the Control service (control sheet, 7.2, 7.3 and 7.5). */
class JobCallsTest {

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  static ServiceSpec.Builder job() {
    ServiceSpec.Builder spec = ControlFixture.spec("job");
    spec.getReplicatedJobBuilder().setMaxConcurrent(3).setTotalCompletions(9);
    return spec;
  }

  Service update(Service stored, ServiceSpec.Builder spec, Rollback rollback) {
    return control.call(stub -> stub.updateService(UpdateServiceRequest.newBuilder().setServiceId(stored.getId())
        .setServiceVersion(stored.getMeta().getVersion()).setSpec(spec).setRollback(rollback).build())).getService();
  }

  static Task task(String id, Service job, TaskState desired, TaskState state) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(job.getId()).setDesiredState(desired)
        .setJobIteration(job.getJobStatus().getJobIteration());
    task.getStatusBuilder().setState(state);
    return task.build();
  }

  ServiceStatus status(Service job) {
    return control.call(stub -> stub.listServiceStatuses(
        ListServiceStatusesRequest.newBuilder().addServices(job.getId()).build())).getStatuses(0);
  }

  @Test
  void aJobBeginsWithItsFirstIteration() {
    Service created = control.create(job());
    JobStatus status = created.getJobStatus();
    assertThat(status.hasJobIteration()).isTrue();
    assertThat(status.getJobIteration().getIndex()).isZero();
    assertThat(WireTime.instant(status.getLastExecution())).isBefore(control.environment.now());
    assertThat(control.create(ControlFixture.spec("web")).hasJobStatus()).isFalse();
  }

  @Test
  @Tag("control-23")
  void anUpdateBeginsAnotherAndOnlyThatIsCounted() {
    Service first = control.create(job());
    control.store.commit(task("a", first, TaskState.COMPLETE, TaskState.RUNNING),
        task("b", first, TaskState.COMPLETE, TaskState.COMPLETE), task("c", first, TaskState.COMPLETE, TaskState.NEW));
    assertThat(status(first)).isEqualTo(ServiceStatus.newBuilder().setServiceId(first.getId())
        .setDesiredTasks(3).setRunningTasks(1).setCompletedTasks(1).build());

    Service second = update(first, job(), Rollback.NONE);

    assertThat(second.getJobStatus().getJobIteration().getIndex()).isEqualTo(1);
    assertThat(status(second)).isEqualTo(
        ServiceStatus.newBuilder().setServiceId(first.getId()).setDesiredTasks(3).build());
    control.store.commit(task("d", second, TaskState.COMPLETE, TaskState.RUNNING));
    assertThat(status(second).getRunningTasks()).isEqualTo(1);
  }

  @Test
  void aRollbackBeginsAnotherToo() {
    Service second = update(control.create(job()), job(), Rollback.NONE);
    Service back = update(second, job(), Rollback.PREVIOUS);
    assertThat(back.getJobStatus().getJobIteration().getIndex()).isEqualTo(2);
    assertThat(back.hasUpdateStatus()).isFalse();
  }

  @Test
  void aGlobalJobWantsTheTasksThatAreNotDoneYet() {
    Service global = control.create(ControlFixture.spec("global").setGlobalJob(GlobalJob.getDefaultInstance()));
    control.store.commit(task("a", global, TaskState.COMPLETE, TaskState.COMPLETE),
        task("b", global, TaskState.COMPLETE, TaskState.RUNNING),
        task("c", global, TaskState.SHUTDOWN, TaskState.FAILED));
    assertThat(status(global)).isEqualTo(ServiceStatus.newBuilder().setServiceId(global.getId())
        .setDesiredTasks(1).setRunningTasks(1).setCompletedTasks(1).build());
  }
}
