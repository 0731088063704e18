package io.swarmd.model.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.api.Annotations;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.Mount;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Platform;
import io.swarmd.api.Task;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTemplatesTest {

  private static final Task TASK = Task.newBuilder()
      .setId("t1").setServiceId("s1").setNodeId("n1").setSlot(3)
      .setServiceAnnotations(Annotations.newBuilder().setName("web").putLabels("tier", "$1").putLabels("a.b", "dotted"))
      .build();
  private static final NodeDescription NODE = NodeDescription.newBuilder()
      .setHostname("host-1").setPlatform(Platform.newBuilder().setArchitecture("x86_64").setOs("linux")).build();

  private static ContainerSpec expanded(Task task, Consumer<ContainerSpec.Builder> wishes) {
    Task.Builder builder = task.toBuilder();
    wishes.accept(builder.getSpecBuilder().getContainerBuilder());
    return TaskTemplates.expand(builder.build(), NODE).getSpec().getContainer();
  }

  private static String value(Task task, String text) {
    return expanded(task, container -> container.addEnv("A=" + text)).getEnv(0).substring(2);
  }

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
    "'{{join \"-\" .Task.Slot .Node.ID}}', 3-n1",
    "no braces } {, no braces } {",
  })
  void valuesOfTheTable(String text, String expanded) {
    assertThat(value(TASK, text)).isEqualTo(expanded);
  }

  @Test
  @Tag("dispatch-72")
  void aTaskWithoutSlotIsToldByItsNode() {
    Task global = TASK.toBuilder().setSlot(0).build();
    assertThat(value(global, "{{.Task.Slot}} {{.Task.Name}}")).isEqualTo("n1 web.n1.t1");
  }

  @Test
  @Tag("dispatch-74")
  void onlyTheValueOfAVariableIsExpandedAndLabelsComeInOrder() {
    ContainerSpec container = expanded(TASK, wishes -> wishes
        .addEnv("{{.Task.Slot}}={{.Task.Slot}}={{.Node.ID}}")
        .addEnv("{{.Task.Slot}}")
        .addEnv("L={{range $k, $v := .Service.Labels}}{{$k}}={{$v}};{{end}}"));
    assertThat(container.getEnvList())
        .containsExactly("{{.Task.Slot}}=3=n1", "{{.Task.Slot}}", "L=a.b=dotted;tier=$1;");
  }

  @Test
  void mountsAndHostnameAreExpandedAndNothingElseIs() {
    ContainerSpec container = expanded(TASK, wishes -> {
      wishes.setHostname("{{.Service.Name}}-{{.Task.Slot}}").addArgs("{{.Task.ID}}").putLabels("l", "{{.Task.ID}}");
      Mount.Builder mount = wishes.addMountsBuilder()
          .setSource("data-{{.Task.Slot}}").setTarget("/{{.Service.Name}}");
      mount.getVolumeOptionsBuilder().putLabels("{{.Task.ID}}", "{{.Task.ID}}")
          .setDriverConfig(Driver.newBuilder().setName("{{.Task.ID}}").putOptions("size", "{{.Task.Slot}}G"));
    });
    assertThat(container.getHostname()).isEqualTo("web-3");
    assertThat(container.getArgs(0)).isEqualTo("{{.Task.ID}}");
    assertThat(container.getLabelsMap()).containsEntry("l", "{{.Task.ID}}");
    Mount mount = container.getMounts(0);
    assertThat(mount.getSource()).isEqualTo("data-3");
    assertThat(mount.getTarget()).isEqualTo("/web");
    assertThat(mount.getVolumeOptions().getLabelsMap()).containsEntry("{{.Task.ID}}", "t1");
    assertThat(mount.getVolumeOptions().getDriverConfig().getName()).isEqualTo("{{.Task.ID}}");
    assertThat(mount.getVolumeOptions().getDriverConfig().getOptionsMap()).containsEntry("size", "3G");
  }

  @Test
  void aTaskWithoutTemplatesStaysTheSame() {
    Task plain = TASK.toBuilder().setSpec(TASK.getSpec().toBuilder()
        .setContainer(ContainerSpec.newBuilder().addEnv("A=1").addMounts(Mount.newBuilder().setTarget("/x")))).build();
    assertThat(TaskTemplates.expand(plain, NODE)).isEqualTo(plain);
    assertThat(TaskTemplates.expand(TASK, NODE)).isSameAs(TASK);
  }

  @ParameterizedTest
  @Tag("dispatch-75")
  @ValueSource(strings = {
    "{{.Task.Unknown}}", "{{.Service.Labels.none}}", "{{range .Service.Labels}}x", "{{.Task.Slot", "{{}}",
    "{{env \"A\"}}", "{{secret \"a\"}}"
  })
  void whatDoesNotExistIsRefused(String text) {
    assertThatThrownBy(() -> value(TASK, text))
        .hasMessageStartingWith("expanding env failed: expanding env \"A=" + text + "\": template: expansion:1:");
  }

  @Test
  void failuresNameTheField() {
    assertThatThrownBy(() -> expanded(TASK, wishes -> wishes.setHostname("{{.No}}"))).hasMessage(
        "expanding hostname failed: template: expansion:1:2: can't evaluate field No: there are only Service, Node,"
            + " Task");
    assertThatThrownBy(() -> expanded(TASK, wishes -> wishes.addMountsBuilder().setTarget("{{.No}}")))
        .hasMessageStartingWith("expanding mounts failed: target \"{{.No}}\": template: expansion:1:2: ");
    assertThatThrownBy(() -> expanded(TASK, wishes ->
        wishes.addMountsBuilder().getVolumeOptionsBuilder().putLabels("l", "{{.No}}")))
        .hasMessageStartingWith("expanding mounts failed: volume label \"l\": ");
  }
}
