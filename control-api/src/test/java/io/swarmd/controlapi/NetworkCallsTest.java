package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.swarmd.api.CreateNetworkRequest;
import io.swarmd.api.IPAMConfig;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.PortConfig;
import io.swarmd.api.RemoveNetworkRequest;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creating and removing networks (control sheet, section 8). */
class NetworkCallsTest {

  private final ControlFixture control = new ControlFixture();

  @AfterEach
  void close() {
    control.close();
  }

  private static NetworkSpec.Builder spec(String name) {
    NetworkSpec.Builder spec = NetworkSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    return spec;
  }

  private Network create(NetworkSpec.Builder spec) {
    return control.call(stub -> stub.createNetwork(CreateNetworkRequest.newBuilder().setSpec(spec).build()))
        .getNetwork();
  }

  private void refused(Code code, String text, NetworkSpec.Builder spec) {
    control.refused(code, text, stub -> stub.createNetwork(CreateNetworkRequest.newBuilder().setSpec(spec).build()));
  }

  private void removalRefused(String text, String id) {
    control.refused(Code.FAILED_PRECONDITION, text,
        stub -> stub.removeNetwork(RemoveNetworkRequest.newBuilder().setNetworkId(id).build()));
  }

  @Tag("control-27")
  @Test
  void thereIsOneIngressNetworkAndItStaysWhileNeeded() {
    refused(Code.INVALID_ARGUMENT, "ingress network cannot be attachable",
        spec("in").setIngress(true).setAttachable(true));
    Network ingress = create(spec("in").setIngress(true));
    refused(Code.ALREADY_EXISTS, "ingress network (" + ingress.getId() + ") is already present",
        spec("in2").setIngress(true));
    ServiceSpec.Builder web = ControlFixture.spec("web");
    web.getEndpointBuilder().addPorts(PortConfig.newBuilder().setTargetPort(80));
    Service user = control.create(web);

    removalRefused("ingress network cannot be removed because service " + user.getId() + " depends on it",
        ingress.getId());
  }

  @Tag("control-28")
  @Test
  void predefinedNetworksAreNotForUsers() {
    NetworkSpec.Builder labelled = spec("bridge");
    labelled.getAnnotationsBuilder().putLabels("com.docker.swarm.predefined", "true");
    refused(Code.PERMISSION_DENIED, "label com.docker.swarm.predefined is for internally created predefined networks "
        + "and cannot be applied by users", labelled);
    control.store.commit(Network.newBuilder().setId("b").setSpec(labelled).build());

    removalRefused("network b (bridge) is a swarm predefined network and cannot be removed", "b");
  }

  @Tag("control-29")
  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "10.0.0.0; ; ; invalid subnet 10.0.0.0", "''; ; ; 'invalid subnet '",
      "10.1.0.0/16; 10.1; ; invalid range 10.1",
      "10.1.0.0/16; 10.2.0.0/24; ; subnet 10.1.0.0/16 does not contain range 10.2.0.0/24",
      "10.1.0.0/16; ; gate; invalid gateway gate",
      "10.1.0.0/16; ; 10.2.0.1; subnet 10.1.0.0/16 does not contain gateway 10.2.0.1"})
  void addressesMustFit(String subnet, String range, String gateway, String text) {
    IPAMConfig.Builder config = IPAMConfig.newBuilder().setSubnet(subnet);
    if (range != null) {
      config.setRange(range);
    }
    if (gateway != null) {
      config.setGateway(gateway);
    }
    NetworkSpec.Builder spec = spec("net");
    spec.getIpamBuilder().addConfigs(config);

    refused(Code.INVALID_ARGUMENT, "ipam configuration: " + text, spec);
  }

  @Test
  void driversAreThoseKnown() {
    NetworkSpec.Builder foo = spec("net");
    foo.getDriverConfigBuilder().setName("foo");
    refused(Code.INVALID_ARGUMENT, "plugin foo not supported", foo);
    NetworkSpec.Builder overlay = spec("net");
    overlay.getDriverConfigBuilder().setName("overlay");
    assertThat(create(overlay).getId()).hasSize(25);
    refused(Code.UNKNOWN, "name conflicts with an existing object", overlay);
  }

  @Test
  void aNetworkInUseStays() {
    Network network = create(spec("net"));
    ServiceSpec.Builder web = ControlFixture.spec("web");
    web.getTaskBuilder().addNetworksBuilder().setTarget(network.getId());
    Service user = control.create(web);
    removalRefused("network " + network.getId() + " is in use by service " + user.getId(), network.getId());

    control.store.delete(io.swarmd.store.Table.SERVICE, user.getId());
    Task.Builder task = Task.newBuilder().setId("t").setDesiredState(TaskState.RUNNING);
    task.getSpecBuilder().addNetworksBuilder().setTarget(network.getId());
    control.store.commit(task.build());
    removalRefused("network " + network.getId() + " is in use by task t", network.getId());

    control.store.commit(task.setDesiredState(TaskState.SHUTDOWN).build());
    control.call(stub -> stub.removeNetwork(RemoveNetworkRequest.newBuilder().setNetworkId(network.getId()).build()));
    assertThat(control.store.view().all(io.swarmd.store.Table.NETWORK)).isEmpty();
  }
}
