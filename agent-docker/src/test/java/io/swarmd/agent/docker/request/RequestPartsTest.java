package io.swarmd.agent.docker.request;

import static io.swarmd.agent.docker.TestTasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Mount;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.PortConfig;
import io.swarmd.api.Task;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images, ports and templates on their own. */
class RequestPartsTest {

  private static final String DIGEST = "sha256:" + "0".repeat(64);

  @ParameterizedTest
  @CsvSource({
      "nginx, nginx, latest",
      "nginx:1.27, nginx, 1.27",
      "r.example:5000/a/b, r.example:5000/a/b, latest",
      "r.example:5000/a/b:2, r.example:5000/a/b, 2"})
  void imagesAreTakenApart(String text, String repository, String version) {
    ImageReference image = ImageReference.parse(text);
    assertThat(image).isEqualTo(new ImageReference(text, repository, version));
    assertThat(image.isId()).isFalse();
    assertThat(image.isPinned()).isFalse();
  }

  @Test
  void digestsWinOverTagsAndIdsAreNoNames() {
    ImageReference pinned = ImageReference.parse("nginx:1.27@" + DIGEST);
    assertThat(pinned.repository()).isEqualTo("nginx");
    assertThat(pinned.version()).isEqualTo(DIGEST);
    assertThat(pinned.isPinned()).isTrue();
    assertThat(ImageReference.parse(DIGEST).isId()).isTrue();
    assertThat(ImageReference.parse("0".repeat(64)).isId()).isTrue();
  }

  @Test
  void portsAreToldUnderTheirNamesAndOncePerNumber() {
    PortConfig http = PortConfig.newBuilder().setName("http").setTargetPort(80)
        .setPublishMode(PortConfig.PublishMode.HOST).build();
    PortConfig fixed = http.toBuilder().setName("admin").setTargetPort(81).setPublishedPort(8081).build();
    Ports.Binding[] both = {new Ports.Binding("0.0.0.0", "49153"), new Ports.Binding("::", "49153")};
    assertThat(HostPorts.actual(List.of(http, fixed), Map.of(
        ExposedPort.tcp(80), both, ExposedPort.tcp(81), new Ports.Binding[] {new Ports.Binding("0.0.0.0", "8081")}))
        .getPortsList()).containsExactly(http.toBuilder().setPublishedPort(49153).build(), fixed);
    assertThat(HostPorts.actual(List.of(http), Map.of()).getPortsList()).isEmpty();
  }

  private static Task expanded(Consumer<ContainerSpec.Builder> spec) {
    NodeDescription node = NodeDescription.newBuilder().setHostname("n1").build();
    return Expansion.of(task("id", spec).build(), node);
  }

  @Test
  void templatesAreExpandedInValuesMountsAndHostName() {
    Mount.Builder mount = Mount.newBuilder().setType(Mount.Type.VOLUME).setSource("data-{{.Task.Slot}}")
        .setTarget("/{{.Service.Name}}");
    mount.getVolumeOptionsBuilder().putLabels("slot", "{{.Task.Slot}}").getDriverConfigBuilder()
        .putOptions("host", "{{.Node.Hostname}}");
    ContainerSpec spec = expanded(container -> container.setHostname("{{.Service.Name}}-{{.Task.Slot}}")
        .addEnv("{{K}}=on {{.Node.Hostname}}").addEnv("{{.Task.Slot}}").addArgs("{{.Task.Slot}}").addMounts(mount))
        .getSpec().getContainer();
    assertThat(spec.getHostname()).isEqualTo("web-1");
    assertThat(spec.getEnvList()).containsExactly("{{K}}=on n1", "{{.Task.Slot}}");
    assertThat(spec.getArgsList()).containsExactly("{{.Task.Slot}}");
    Mount found = spec.getMounts(0);
    assertThat(found.getSource()).isEqualTo("data-1");
    assertThat(found.getTarget()).isEqualTo("/web");
    assertThat(found.getVolumeOptions().getLabelsMap()).isEqualTo(Map.of("slot", "1"));
    assertThat(found.getVolumeOptions().getDriverConfig().getOptionsMap()).isEqualTo(Map.of("host", "n1"));
  }

  @Test
  @Tag("dispatch-75")
  void anUnknownPlaceholderIsToldWithItsPlace() {
    assertThatThrownBy(() -> expanded(spec -> spec.addEnv("A={{.Nope}}"))).hasMessageStartingWith("expanding env failed");
    assertThatThrownBy(() -> expanded(spec -> spec.setHostname("{{.Nope}}")))
        .hasMessageStartingWith("expanding hostname failed");
    assertThatThrownBy(() -> expanded(spec -> spec.addMountsBuilder().setSource("{{.Nope}}")))
        .hasMessageStartingWith("expanding mounts failed");
  }
}
