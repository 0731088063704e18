package io.swarmd.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Annotations;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Platform;
import io.swarmd.api.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {

  private static final Task TASK = Task.newBuilder()
      .setId("t1").setServiceId("s1").setNodeId("n1").setSlot(3)
      .setServiceAnnotations(Annotations.newBuilder().setName("web").putLabels("tier", "$1").putLabels("a.b", "dotted"))
      .build();
  private static final NodeDescription NODE = NodeDescription.newBuilder()
      .setHostname("host-1").setPlatform(Platform.newBuilder().setArchitecture("x86_64").setOs("linux")).build();

  @ParameterizedTest
  @CsvSource({
    "{{.Service.ID}}, s1",
    "{{.Service.Name}}, web",
    "{{.Service.Labels.tier}}, $1",
    "{{index .Service.Labels \"a.b\"}}, dotted",
    "{{.Node.ID}}, n1",
    "{{ .Node.Hostname }}, host-1",
    "{{.Node.Platform.Architecture}}/{{.Node.Platform.OS}}, x86_64/linux",
    "{{.Task.ID}}, t1",
    "{{.Task.Name}}, web.3.t1",
    "slot {{.Task.Slot}} of {{.Service.Name}}, slot 3 of web",
    "a {{- .Task.Slot -}} b, a3b",
    "no braces } {, no braces } {",
  })
  void valuesOfTheTable(String text, String expanded) {
    assertThat(Placeholders.of(TASK, NODE).expand(text)).isEqualTo(expanded);
  }

  @Test
  void aTaskWithoutSlotIsToldByItsNode() {
    Task global = TASK.toBuilder().setSlot(0).build();
    assertThat(Placeholders.of(global, NODE).expand("{{.Task.Slot}} {{.Task.Name}}")).isEqualTo("n1 web.n1.t1");
  }

  @ParameterizedTest
  @Tag("dispatch-75")
  @ValueSource(strings = {
    "{{.Task.Unknown}}", "{{.Service.Labels.none}}", "{{range .Service.Labels}}x{{end}}", "{{.Task.Slot", "{{}}"
  })
  void whatDoesNotExistIsRefused(String text) {
    assertThatThrownBy(() -> Placeholders.of(TASK, NODE).expand(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
