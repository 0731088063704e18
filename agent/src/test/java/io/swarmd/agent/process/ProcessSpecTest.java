package io.swarmd.agent.process;

import static io.swarmd.agent.TestTasks.assigned;
import static io.swarmd.agent.TestTasks.command;
import static io.swarmd.agent.TestTasks.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.DiscreteGenericResource;
import io.swarmd.api.Driver;
import io.swarmd.api.Endpoint;
import io.swarmd.api.FileTarget;
import io.swarmd.api.GenericResource;
import io.swarmd.api.GenericRuntimeSpec;
import io.swarmd.api.NamedGenericResource;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.NetworkAttachmentSpec;
import io.swarmd.api.NetworkSpec;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.PortConfig;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSpecTest {

  private static final NodeDescription NODE = NodeDescription.newBuilder().setHostname("machine").build();

  private static ProcessSpec spec(Task task) {
    return ProcessSpec.of(task, NODE, Namespaces.NONE);
  }

  @Test
  void placeholdersAreFilledInInValuesOnly() {
    ContainerSpec container = ContainerSpec.newBuilder().setImage("host").addCommand("true")
        .addEnv("{{.Task.Slot}}={{.Task.Slot}} on {{.Node.Hostname}}").build();
    assertThat(spec(with(assigned("a"), container)).environment()).containsExactly(
        Map.entry("{{.Task.Slot}}", "1 on machine"));
  }

  @Test
  @Tag("dispatch-75")
  void anUnknownPlaceholderIsRefused() {
    ContainerSpec container =
        ContainerSpec.newBuilder().setImage("host").addCommand("true").addEnv("A={{.No}}").build();
    assertThatThrownBy(() -> spec(with(assigned("a"), container)))
        .hasMessageStartingWith(
            "expanding env failed: expanding env \"A={{.No}}\": template: expansion:1:2: can't evaluate field No");
  }

  @Test
  void theUsualStopIsTermAndTenSeconds() {
    ProcessSpec spec = spec(command("a", "sleep", "1"));
    assertThat(spec.command()).containsExactly("sleep", "1");
    assertThat(spec.stopSignal()).isEqualTo(15);
    assertThat(spec.grace()).isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "nginx:latest", "registry.example/host", "host:2"})
  void anyOtherImageIsRefusedByName(String image) {
    Task task = with(assigned("a"), ContainerSpec.newBuilder().setImage(image).addCommand("true").build());
    assertThatThrownBy(() -> spec(task))
        .hasMessageStartingWith("image \"" + image + "\" cannot run on this node")
        .hasMessageContaining("the image \"host\"");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> spec(assigned("a"))).hasMessage("unrecognized runtime");
    assertThatThrownBy(() -> spec(with(assigned("a"), ContainerSpec.getDefaultInstance())))
        .hasMessage("image required");
    assertThatThrownBy(() -> spec(command("a"))).hasMessageStartingWith("command required");
  }

  @Test
  void whatCannotBeGivenIsNamed() {
    ContainerSpec container = ContainerSpec.newBuilder().setImage("host").addCommand("true")
        .addSecrets(SecretReference.getDefaultInstance()).setTty(true).build();
    Task task = with(assigned("a"), container).toBuilder()
        .addNetworks(network("ingress", "overlay"))
        .addNetworks(network("host", "host"))
        .setEndpoint(Endpoint.newBuilder().addPorts(port(80, 8080)).addPorts(port(81, 81)).addPorts(port(82, 0)))
        .build();
    assertThatThrownBy(() -> spec(task)).hasMessage("the process executor cannot give a task a terminal, secrets"
        + " (this node does not run as root, or its kernel refuses namespaces),"
        + " network ingress, port 80 published as 8080; place the service on nodes with a container engine");
  }

  @Test
  void otherRuntimesAreRefusedByName() {
    TaskSpec plugin = TaskSpec.newBuilder().setGeneric(GenericRuntimeSpec.newBuilder().setKind("plugin")).build();
    assertThatThrownBy(() -> spec(assigned("a").toBuilder().setSpec(plugin).build()))
        .hasMessageStartingWith("unsupported runtime type \"plugin\": ");
    TaskSpec attachment =
        TaskSpec.newBuilder().setAttachment(NetworkAttachmentSpec.getDefaultInstance()).build();
    assertThatThrownBy(() -> spec(assigned("a").toBuilder().setSpec(attachment).build()))
        .hasMessage("unsupported runtime: this node attaches no containers to networks");
  }

  @ParameterizedTest
  @CsvSource({
    "password, true", "sub/password, true", "/run/secrets/x, true", "a/../b, true", "'', false", "../up, false",
    "/etc/passwd, false", "., false", "/run/secrets, false"
  })
  void filesAppearOnlyWhereTheTaskHasAPlaceOfItsOwn(String target, boolean given) {
    ContainerSpec container = ContainerSpec.newBuilder().addSecrets(SecretReference.newBuilder()
        .setSecretId("s1").setFile(FileTarget.newBuilder().setName(target))).build();
    if (given) {
      assertThat(PrivateFiles.of(container).wanted()).hasSize(1);
    } else {
      assertThatThrownBy(() -> PrivateFiles.of(container))
          .hasMessageStartingWith("target \"" + target + "\" lies outside of /run/secrets");
    }
  }

  private static NetworkAttachment network(String name, String driver) {
    return NetworkAttachment.newBuilder().setNetwork(Network.newBuilder()
        .setSpec(NetworkSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName(name)))
        .setDriverState(Driver.newBuilder().setName(driver))).build();
  }

  private static PortConfig port(int target, int published) {
    return PortConfig.newBuilder().setTargetPort(target).setPublishedPort(published)
        .setPublishMode(PortConfig.PublishMode.HOST).build();
  }

  @Test
  @Tag("dispatch-73")
  void genericResourcesBecomeVariables() {
    Task task = command("a", "true").toBuilder()
        .addAssignedGenericResources(named("gpu", "a"))
        .addAssignedGenericResources(named("gpu", "b"))
        .addAssignedGenericResources(GenericResource.newBuilder()
            .setDiscreteResourceSpec(DiscreteGenericResource.newBuilder().setKind("ssd").setValue(2)))
        .build();
    assertThat(spec(task).environment())
        .containsEntry("DOCKER_RESOURCE_GPU", "a,b").containsEntry("DOCKER_RESOURCE_SSD", "2");
  }

  private static GenericResource named(String kind, String value) {
    return GenericResource.newBuilder()
        .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind(kind).setValue(value)).build();
  }

  @ParameterizedTest
  @CsvSource({"SIGINT, 2", "quit, 3", "9, 9", "SigUsr1, 10"})
  void signalsAreKnownByNameAndNumber(String text, int number) {
    assertThat(Signals.number(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGNONE", "0", "65", "-1"})
  void otherSignalsAreRefused(String text) {
    assertThatThrownBy(() -> Signals.number(text)).hasMessage("stop signal \"" + text + "\" is not known");
  }

  @Test
  void wordsAreQuotedForTheShell() {
    assertThat(LaunchScript.quoted("it's")).isEqualTo("'it'\\''s'");
  }
}
