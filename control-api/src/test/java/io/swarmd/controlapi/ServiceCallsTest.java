package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.GlobalService;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.api.UpdateServiceRequest.Rollback;
import io.swarmd.api.UpdateStatus;
import io.swarmd.api.Version;
import io.swarmd.store.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Creating, changing, reading and removing services (control sheet, 7.2 to 7.5 and section 3). */
class ServiceCallsTest {

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private static UpdateServiceRequest update(Service stored, ServiceSpec.Builder spec) {
    return UpdateServiceRequest.newBuilder().setServiceId(stored.getId())
        .setServiceVersion(stored.getMeta().getVersion()).setSpec(spec).build();
  }

  @Test
  void aCreatedServiceIsStoredWithoutDefaults() {
    Service created = control.create(ControlFixture.spec("web"));

    assertThat(control.store.get(Table.SERVICE, created.getId())).isEqualTo(created);
    assertThat(created.getSpec()).isEqualTo(ControlFixture.spec("web").build());
    assertThat(created.hasSpecVersion()).isTrue();
    assertThat(created.getMeta().getCreatedAt()).isEqualTo(created.getMeta().getUpdatedAt());
  }

  @Tag("control-6")
  @Test
  void namesAreTakenWhateverTheirCase() {
    control.create(ControlFixture.spec("x"));

    control.refused(Code.ALREADY_EXISTS, "name conflicts with an existing object: service X already exists",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(ControlFixture.spec("X")).build()));
  }

  @Tag("control-8")
  @Test
  void anUpdateMustCarryTheStoredVersion() {
    Service stored = control.create(ControlFixture.spec("web"));
    for (long off : new long[] {-1, 1}) {
      Version other = Version.newBuilder().setIndex(stored.getMeta().getVersion().getIndex() + off).build();
      control.refused(Code.UNKNOWN, "update out of sequence", stub -> stub.updateService(
          update(stored, ControlFixture.spec("web")).toBuilder().setServiceVersion(other).build()));
    }
    assertThat(control.store.get(Table.SERVICE, stored.getId())).isEqualTo(stored);
  }

  @Test
  void anUpdateKeepsTheOldSpecAndMovesTheVersions() {
    Service stored = control.create(ControlFixture.spec("web"));
    ServiceSpec.Builder wanted = ControlFixture.spec("web");
    wanted.getReplicatedBuilder().setReplicas(3);

    Service updated = control.call(stub -> stub.updateService(update(stored, wanted))).getService();

    assertThat(updated.getSpec()).isEqualTo(wanted.build());
    assertThat(updated.getPreviousSpec()).isEqualTo(stored.getSpec());
    assertThat(updated.getSpecVersion()).isEqualTo(stored.getMeta().getVersion());
    assertThat(updated.getMeta().getVersion()).isNotEqualTo(stored.getMeta().getVersion());
    assertThat(updated.getMeta().getCreatedAt()).isEqualTo(stored.getMeta().getCreatedAt());
  }

  @Tag("control-21")
  @Test
  void modeAndNameCannotChange() {
    Service stored = control.create(ControlFixture.spec("web"));

    control.refused(Code.UNIMPLEMENTED, "service mode change is not allowed", stub -> stub.updateService(
        update(stored, ControlFixture.spec("web").setGlobal(GlobalService.getDefaultInstance()))));
    control.refused(Code.UNIMPLEMENTED, "renaming services is not supported",
        stub -> stub.updateService(update(stored, ControlFixture.spec("other"))));
  }

  @Tag("control-22")
  @Tag("orchestration-75")
  @Test
  void rollbacksGoBackAndForth() {
    Service first = control.create(ControlFixture.spec("web"));
    control.refused(Code.FAILED_PRECONDITION, "service " + first.getId() + " does not have a previous spec",
        stub -> stub.updateService(
            update(first, ControlFixture.spec("web")).toBuilder().setRollback(Rollback.PREVIOUS).build()));
    ServiceSpec.Builder newer = ControlFixture.spec("web");
    newer.getTaskBuilder().getContainerBuilder().setImage("busybox:2");
    Service second = control.call(stub -> stub.updateService(update(first, newer))).getService();

    Service back = control.call(stub -> stub.updateService(
        update(second, newer).toBuilder().setRollback(Rollback.PREVIOUS).build())).getService();
    assertThat(back.getSpec()).isEqualTo(first.getSpec());
    assertThat(back.getUpdateStatus().getState()).isEqualTo(UpdateStatus.UpdateState.ROLLBACK_STARTED);
    assertThat(back.getUpdateStatus().getMessage()).isEqualTo("manually requested rollback");

    Service forth = control.call(stub -> stub.updateService(
        update(back, newer).toBuilder().setRollback(Rollback.PREVIOUS).build())).getService();
    assertThat(forth.getSpec()).isEqualTo(newer.build());
  }

  private static ServiceSpec.Builder published(String name, PublishMode mode) {
    ServiceSpec.Builder spec = ControlFixture.spec(name);
    spec.getEndpointBuilder().addPorts(
        PortConfig.newBuilder().setTargetPort(80).setPublishedPort(8080).setPublishMode(mode));
    return spec;
  }

  @Tag("control-18")
  @Test
  void anIngressPortIsTakenEverywhereAHostPortOnlyForIngress() {
    control.ingress();
    Service ingress = control.create(published("one", PublishMode.INGRESS));
    for (PublishMode mode : new PublishMode[] {PublishMode.INGRESS, PublishMode.HOST}) {
      control.refused(Code.INVALID_ARGUMENT, "port '8080' is already in use by service 'one' (" + ingress.getId()
          + ") as an ingress port", stub -> stub.createService(
              CreateServiceRequest.newBuilder().setSpec(published("two", mode)).build()));
    }
    control.call(stub -> stub.removeService(
        RemoveServiceRequest.newBuilder().setServiceId(ingress.getId()).build()));
    Service host = control.create(published("three", PublishMode.HOST));
    control.refused(Code.INVALID_ARGUMENT, "port '8080' is already in use by service 'three' ("
        + host.getId() + ") as a host-published port", stub -> stub.createService(
        CreateServiceRequest.newBuilder().setSpec(published("five", PublishMode.INGRESS)).build()));
    assertThat(control.create(published("four", PublishMode.HOST)).getId()).isNotEmpty();
  }

  @Test
  void anIngressPortNeedsTheIngressNetworkAndNobodyJoinsItByName() {
    control.refused(Code.FAILED_PRECONDITION, "service needs ingress network, but no ingress network is present",
        stub -> stub.createService(
            CreateServiceRequest.newBuilder().setSpec(published("web", PublishMode.INGRESS)).build()));
    control.ingress();
    ServiceSpec.Builder joined = ControlFixture.spec("web");
    joined.getTaskBuilder().addNetworksBuilder().setTarget("ingress-id");
    control.refused(Code.INVALID_ARGUMENT, "Service cannot be explicitly attached to the ingress network \"ingress\"",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(joined).build()));
  }

  @Test
  void missingSecretsAreNamed() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    for (String name : new String[] {"a", "b"}) {
      spec.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId(name).setSecretName(name)
          .getFileBuilder().setName(name);
    }
    control.refused(Code.INVALID_ARGUMENT, "secrets not found: a, b",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }

  @Tag("control-26")
  @Test
  void defaultsAreShownButNotStored() {
    Service stored = control.create(ControlFixture.spec("web"));

    ServiceSpec shown = control.call(stub -> stub.getService(GetServiceRequest.newBuilder()
        .setServiceId(stored.getId()).setInsertDefaults(true).build())).getService().getSpec();

    assertThat(shown.getTask().getContainer().getStopGracePeriod().getSeconds()).isEqualTo(10);
    assertThat(shown.getTask().getRestart().getCondition()).isEqualTo(RestartPolicy.RestartCondition.ANY);
    assertThat(shown.getTask().getRestart().getDelay().getSeconds()).isEqualTo(5);
    assertThat(shown.getUpdate().getParallelism()).isEqualTo(1);
    assertThat(shown.getRollback().getMonitor().getSeconds()).isEqualTo(5);
    assertThat(control.store.get(Table.SERVICE, stored.getId())).isEqualTo(stored);
  }

  @Tag("control-24")
  @Test
  void statusesCountRunningTasksAndNeverFail() {
    Service stored = control.create(ControlFixture.spec("web"));
    control.store.commit(task("t1", stored, TaskState.RUNNING), task("t2", stored, TaskState.PENDING));

    assertThat(control.call(stub -> stub.listServiceStatuses(ListServiceStatusesRequest.newBuilder()
        .addServices("nobody").addServices(stored.getId()).build())).getStatusesList()).containsExactly(
            ServiceStatus.newBuilder().setServiceId("nobody").build(),
            ServiceStatus.newBuilder().setServiceId(stored.getId()).setDesiredTasks(1).setRunningTasks(1).build());
  }

  private static Task task(String id, Service service, TaskState state) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(service.getId()).setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(state);
    return task.build();
  }

  @Test
  void unknownServicesAreNotFound() {
    control.refused(Code.INVALID_ARGUMENT, "invalid argument",
        stub -> stub.getService(GetServiceRequest.getDefaultInstance()));
    control.refused(Code.NOT_FOUND, "service nobody not found",
        stub -> stub.removeService(RemoveServiceRequest.newBuilder().setServiceId("nobody").build()));
    control.refused(Code.NOT_FOUND, "service nobody not found", stub -> stub.updateService(
        UpdateServiceRequest.newBuilder().setServiceId("nobody").setServiceVersion(Version.getDefaultInstance())
            .setSpec(ControlFixture.spec("web")).build()));
  }
}
