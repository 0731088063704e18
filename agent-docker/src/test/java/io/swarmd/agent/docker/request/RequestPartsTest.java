package io.swarmd.agent.docker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import io.swarmd.api.PortConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images and ports on their own. */
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
}
