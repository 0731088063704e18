package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.EndpointSpec;
import io.swarmd.api.GlobalJob;
import io.swarmd.api.Mount;
import io.swarmd.api.PortConfig;
import io.swarmd.api.ServiceSpec;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of service specs, their codes, texts and order (control sheet, 7.1). */
class ServiceSpecTest {

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private static Arguments fault(Code code, String text, Consumer<ServiceSpec.Builder> mistake) {
    return Arguments.of(code, text, mistake);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(Code.INVALID_ARGUMENT, "meta: name must be provided", s -> s.getAnnotationsBuilder().setName("")),
        fault(Code.INVALID_ARGUMENT, "name must be valid as a DNS name component",
            s -> s.getAnnotationsBuilder().setName("a.b")),
        fault(Code.INVALID_ARGUMENT, "name must be 63 characters or fewer",
            s -> s.getAnnotationsBuilder().setName("a".repeat(64))),
        fault(Code.INVALID_ARGUMENT, "invalid cpu value 0.0001: Must be at least 0.001",
            s -> s.getTaskBuilder().getResourcesBuilder().getLimitsBuilder().setNanoCpus(100_000)),
        fault(Code.INVALID_ARGUMENT, "invalid memory value 4194303: Must be at least 4MiB",
            s -> s.getTaskBuilder().getResourcesBuilder().getReservationsBuilder().setMemoryBytes(4_194_303)),
        fault(Code.INVALID_ARGUMENT, "TaskSpec: restart-delay cannot be negative",
            s -> s.getTaskBuilder().getRestartBuilder().getDelayBuilder().setSeconds(-1)),
        fault(Code.INVALID_ARGUMENT, "TaskSpec: restart-window cannot be negative",
            s -> s.getTaskBuilder().getRestartBuilder().getWindowBuilder().setNanos(-1)),
        fault(Code.INVALID_ARGUMENT, "constraint expected one operator from ==, !=",
            s -> s.getTaskBuilder().getPlacementBuilder().addConstraints("node.role=manager")),
        fault(Code.INVALID_ARGUMENT, "malformed secret reference",
            s -> s.getTaskBuilder().getContainerBuilder().addSecretsBuilder()),
        fault(Code.INVALID_ARGUMENT, "malformed config reference, no target provided",
            s -> s.getTaskBuilder().getContainerBuilder().addConfigsBuilder().setConfigId("i").setConfigName("n")),
        fault(Code.INVALID_ARGUMENT, "malformed file secret reference, invalid target file name provided",
            s -> s.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId("i").setSecretName("n")
                .getFileBuilder()),
        fault(Code.INVALID_ARGUMENT, "secret references 'a' and 'b' have a conflicting target: 'f'", s -> {
          s.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId("1").setSecretName("a")
              .getFileBuilder().setName("f");
          s.getTaskBuilder().getContainerBuilder().addSecretsBuilder().setSecretId("2").setSecretName("b")
              .getFileBuilder().setName("f");
        }),
        fault(Code.INVALID_ARGUMENT, "TaskSpec: missing runtime", s -> s.getTaskBuilder().clearContainer()),
        fault(Code.INVALID_ARGUMENT, "Generic runtime: Invalid name \"ab\"",
            s -> s.getTaskBuilder().getGenericBuilder().setKind("ab")),
        fault(Code.INVALID_ARGUMENT, "Generic runtime: \"Container\" is a reserved name",
            s -> s.getTaskBuilder().getGenericBuilder().setKind("Container")),
        fault(Code.INVALID_ARGUMENT, "Generic runtime is missing payload",
            s -> s.getTaskBuilder().getGenericBuilder().setKind("plugin")),
        fault(Code.INVALID_ARGUMENT, "ContainerSpec: image reference must be provided",
            s -> s.getTaskBuilder().getContainerBuilder().setImage("")),
        fault(Code.INVALID_ARGUMENT, "ContainerSpec: \"Upper/Case\" is not a valid repository/tag",
            s -> s.getTaskBuilder().getContainerBuilder().setImage("Upper/Case")),
        fault(Code.UNIMPLEMENTED, "ContainerSpec: mount /data: cluster (CSI) volume group:fast cannot be used, because "
            + "cluster volumes are not supported yet: use a mount of type volume or bind",
            s -> s.getTaskBuilder().getContainerBuilder().addMountsBuilder().setType(Mount.Type.CLUSTER)
                .setSource("group:fast").setTarget("/data")),
        fault(Code.INVALID_ARGUMENT, "ContainerSpec: duplicate mount point: /a", s -> {
          s.getTaskBuilder().getContainerBuilder().addMountsBuilder().setTarget("/a");
          s.getTaskBuilder().getContainerBuilder().addMountsBuilder().setTarget("/a");
        }),
        fault(Code.INVALID_ARGUMENT, "ContainerSpec: Timeout in HealthConfig cannot be less than 1ms",
            s -> s.getTaskBuilder().getContainerBuilder().getHealthcheckBuilder().getTimeoutBuilder()
                .setNanos(999_999)),
        fault(Code.INVALID_ARGUMENT, "ContainerSpec: Retries in HealthConfig cannot be negative",
            s -> s.getTaskBuilder().getContainerBuilder().getHealthcheckBuilder().setRetries(-1)),
        fault(Code.INVALID_ARGUMENT, "Unrecognized service mode", ServiceSpec.Builder::clearMode),
        fault(Code.INVALID_ARGUMENT, "Jobs may not have an update config",
            s -> s.setGlobalJob(GlobalJob.getDefaultInstance()).getUpdateBuilder()),
        fault(Code.INVALID_ARGUMENT, "TaskSpec: update-delay cannot be negative",
            s -> s.getUpdateBuilder().getDelayBuilder().setSeconds(-1)),
        fault(Code.INVALID_ARGUMENT, "TaskSpec: update-monitor cannot be negative",
            s -> s.getUpdateBuilder().getMonitorBuilder().setSeconds(-1)),
        fault(Code.INVALID_ARGUMENT, "EndpointSpec: duplicate published ports provided", s -> {
          s.getEndpointBuilder().addPortsBuilder().setPublishedPort(80).setTargetPort(1)
              .setPublishMode(PortConfig.PublishMode.HOST);
          s.getEndpointBuilder().addPortsBuilder().setPublishedPort(80).setTargetPort(2);
        }),
        fault(Code.INVALID_ARGUMENT, "Maximum concurrent jobs must not be negative",
            s -> s.getReplicatedJobBuilder().setMaxConcurrent(-1)),
        fault(Code.INVALID_ARGUMENT, "Total completed jobs must not be negative",
            s -> s.getReplicatedJobBuilder().setTotalCompletions(-1)),
        fault(Code.INVALID_ARGUMENT, "Total completed jobs must be at most 1000000, and 1000001 are asked for",
            s -> s.getReplicatedJobBuilder().setTotalCompletions(1_000_001)),
        fault(Code.INVALID_ARGUMENT, "expanding env failed: expanding env \"A={{.Foo}}\": template: expansion:1:2: "
                + "can't evaluate field Foo: there are only Service, Node, Task",
            s -> s.getTaskBuilder().getContainerBuilder().addEnv("A={{.Foo}}")),
        fault(Code.INVALID_ARGUMENT, "expanding hostname failed: template: expansion:1:0: the action is not closed",
            s -> s.getTaskBuilder().getContainerBuilder().setHostname("{{.Task.Slot")),
        fault(Code.INVALID_ARGUMENT, "ContainerSpec: duplicate mount point: /1", s -> {
          s.getTaskBuilder().getContainerBuilder().addMountsBuilder().setTarget("/{{.Task.Slot}}");
          s.getTaskBuilder().getContainerBuilder().addMountsBuilder().setTarget("/1");
        }));
  }

  @Tag("control-5")
  @ParameterizedTest(name = "{1}")
  @MethodSource("faults")
  void aFaultIsToldByItsCodeAndText(Code code, String text, Consumer<ServiceSpec.Builder> mistake) {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    mistake.accept(spec);

    control.refused(code, text, stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));

    assertThat(control.store.view().version()).isZero();
  }

  @Tag("control-15")
  @Test
  void templatesOfTheTaskAndOfItsServicesLabelsAreTaken() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getAnnotationsBuilder().putLabels("tier", "front");
    spec.getTaskBuilder().getContainerBuilder().addEnv("A={{.Service.Labels.tier}}-{{.Task.Slot}}@{{.Node.Hostname}}");

    assertThat(control.create(spec).getSpec()).isEqualTo(spec.build());
  }

  @Test
  void ofTwoFaultsTheEarlierIsTold() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getTaskBuilder().getContainerBuilder().setImage("");
    spec.getTaskBuilder().getPlacementBuilder().addConstraints("nonsense");

    control.refused(Code.INVALID_ARGUMENT, "constraint expected one operator from ==, !=",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }

  @Tag("control-16")
  @Test
  void aConstraintsKeyMayHaveNoBlank() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getTaskBuilder().getPlacementBuilder().addConstraints("a b==c");

    control.refused(Code.INVALID_ARGUMENT, "key 'a b' is invalid",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }

  @Tag("control-17")
  @Test
  void theFailureRatioIsCheckedForUpdatesOnly() {
    ServiceSpec.Builder update = ControlFixture.spec("web");
    update.getUpdateBuilder().setMaxFailureRatio(1.1f);
    control.refused(Code.INVALID_ARGUMENT,
        "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(update).build()));

    ServiceSpec.Builder rollback = ControlFixture.spec("web");
    rollback.getRollbackBuilder().setMaxFailureRatio(1.1f);
    assertThat(control.create(rollback).getId()).hasSize(25);
  }

  @Tag("control-19")
  @Test
  void roundRobinNamesGoWithHostPortsOnly() {
    ServiceSpec.Builder ingress = ControlFixture.spec("web");
    ingress.setEndpoint(endpoint(PortConfig.PublishMode.INGRESS));
    control.refused(Code.INVALID_ARGUMENT,
        "EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(ingress).build()));

    ServiceSpec.Builder host = ControlFixture.spec("web");
    host.setEndpoint(endpoint(PortConfig.PublishMode.HOST));
    assertThat(control.create(host).getSpec().getEndpoint().getPortsCount()).isOne();
  }

  private static EndpointSpec endpoint(PortConfig.PublishMode mode) {
    return EndpointSpec.newBuilder().setMode(EndpointSpec.ResolutionMode.DNSRR)
        .addPorts(PortConfig.newBuilder().setTargetPort(80).setPublishedPort(80).setPublishMode(mode)).build();
  }

  @Tag("control-20")
  @Test
  void aCastNegativeNumberOfReplicasIsRefused() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getReplicatedBuilder().setReplicas(-1);

    control.refused(Code.INVALID_ARGUMENT, "Number of replicas must be non-negative",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }

  @Test
  void moreReplicasThanAClusterCanBearAreRefused() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getReplicatedBuilder().setReplicas(1L << 62);

    control.refused(Code.INVALID_ARGUMENT,
        "Number of replicas must be at most 1000000, and 4611686018427387904 are asked for",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }

  @Tag("control-25")
  @Test
  void attachmentsAreNotForServices() {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getTaskBuilder().getAttachmentBuilder();

    control.refused(Code.UNIMPLEMENTED, "RuntimeSpec: unimplemented runtime in service spec",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "n-me", "n_me", "n--d", "A9"})
  void goodNamesPass(String name) {
    assertThat(control.create(ControlFixture.spec(name)).getSpec().getAnnotations().getName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_nam", ".nam", "-nam", "nam-", "n/me", "n&me", "a.b", "né"})
  void badNamesDoNot(String name) {
    control.refused(Code.INVALID_ARGUMENT, "name must be valid as a DNS name component",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(ControlFixture.spec(name)).build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "busybox", "busybox:1.36", "registry.example:5000/team/app:v1", "a/b__c/d--e",
      "app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "localhost/x"})
  void goodImagesPass(String image) {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getTaskBuilder().getContainerBuilder().setImage(image);
    assertThat(control.create(spec).getId()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "a b", "a:", "a//b", ":tag", "a@sha256:12",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void badImagesDoNot(String image) {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getTaskBuilder().getContainerBuilder().setImage(image);
    control.refused(Code.INVALID_ARGUMENT, "ContainerSpec: \"" + image + "\" is not a valid repository/tag",
        stub -> stub.createService(CreateServiceRequest.newBuilder().setSpec(spec).build()));
  }
}
