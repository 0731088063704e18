package io.swarmd.agent.docker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmd.api.Mount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskMountsTest {

  private static Mount.Builder mount(Mount.Type type, String source, String target) {
    return Mount.newBuilder().setType(type).setSource(source).setTarget(target);
  }

  private static JsonNode sent(Mount.Builder mount) {
    return SentJson.of(TaskMounts.of(List.of(mount.build())).mounts());
  }

  @Tag("dispatch-77")
  @ParameterizedTest
  @CsvSource(delimiter = '|', emptyValue = "", value = {
      "BIND    | /a   | b  | invalid mount target, must be an absolute path: b",
      "BIND    | a    | /b | invalid bind mount source, must be an absolute path: a",
      "BIND    | ''   | /b | 'invalid bind mount source, must be an absolute path: '",
      "VOLUME  | /a   | /b | invalid volume mount source, must not be an absolute path: /a",
      "VOLUME  | a    | ''  | 'invalid mount target, must be an absolute path: '",
      "TMPFS   | a    | /b | invalid tmpfs source, source must be empty",
      "TMPFS   | ''   | b  | invalid mount target, must be an absolute path: b",
      "NPIPE   | ''   | b  | invalid npipe source, source must not be empty",
      "CLUSTER | a    | /b | cluster volumes are not supported: the mount at /b cannot be made on this node"})
  void aMountThatMakesNoSenseIsRefused(Mount.Type type, String source, String target, String text) {
    assertThatThrownBy(() -> TaskMounts.of(List.of(mount(type, source, target).build())))
        .isInstanceOf(IllegalArgumentException.class).hasMessage(text);
  }

  @Test
  void bindsAreSent() {
    Mount.Builder bind = mount(Mount.Type.BIND, "/a", "/b").setReadonly(true)
        .setConsistency(Mount.Consistency.CACHED);
    bind.getBindOptionsBuilder().setPropagation(Mount.BindOptions.Propagation.RSLAVE).setNonrecursive(true);
    assertThat(sent(bind)).isEqualTo(SentJson.parse("[{'Type':'bind','Source':'/a','Target':'/b','ReadOnly':true,"
        + "'BindOptions':{'Propagation':'rslave','NonRecursive':true},'Consistency':'cached'}]"));
  }

  @Test
  void volumesAreSentAndThoseWithADriverAreMadeBefore() {
    Mount.Builder volume = mount(Mount.Type.VOLUME, "data", "/b");
    volume.getVolumeOptionsBuilder().setNocopy(true).putLabels("l", "v").setSubpath("in")
        .getDriverConfigBuilder().setName("local").putOptions("type", "tmpfs");
    assertThat(sent(volume)).isEqualTo(SentJson.parse("[{'Type':'volume','Source':'data','Target':'/b',"
        + "'ReadOnly':false,'VolumeOptions':{'NoCopy':true,'Labels':{'l':'v'},'DriverConfig':{'Name':'local',"
        + "'Options':{'type':'tmpfs'}},'Subpath':'in'}}]"));
    assertThat(TaskMounts.of(List.of(volume.build())).volumes()).singleElement()
        .satisfies(made -> assertThat(made.name()).isEqualTo("data"))
        .satisfies(made -> assertThat(made.labels()).isEqualTo(Map.of("l", "v")));
    assertThat(TaskMounts.of(List.of(mount(Mount.Type.VOLUME, "", "/b").build())).volumes()).isEmpty();
  }

  @Test
  void namedPipesAreSent() {
    Mount.Builder pipe = mount(Mount.Type.NPIPE, "\\\\.\\pipe\\a", "\\\\.\\pipe\\b");
    assertThat(sent(pipe).at("/0/Type").asText()).isEqualTo("npipe");
  }

  @Test
  @Tag("dispatch-78")
  void temporaryFileSystemsAreTextAndNoMounts() {
    Mount.Builder memory = mount(Mount.Type.TMPFS, "", "/t");
    memory.getTmpfsOptionsBuilder().setSizeBytes(64L << 20).setMode(01777).setOptions("[[\"exec\"]]");
    TaskMounts mounts = TaskMounts.of(List.of(memory.build()));
    assertThat(mounts.mounts()).isEmpty();
    assertThat(mounts.temporary()).isEqualTo(Map.of("/t", "mode=1777,size=64m,exec"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', emptyValue = "", value = {
      "false | 0          | 0   | ''           | ''",
      "true  | 0          | 0   | ''           | ro",
      "false | 1000       | 448 | ''           | mode=700,size=1000",
      "false | 2048       | 0   | [[\"noexec\"]] | size=2k,noexec",
      "false | 3221225472 | 0   | ''           | size=3g"})
  void optionsOfTemporaryFileSystems(boolean readOnly, long size, int mode, String options, String text) {
    Mount.Builder memory = mount(Mount.Type.TMPFS, "", "/t").setReadonly(readOnly);
    memory.getTmpfsOptionsBuilder().setSizeBytes(size).setMode(mode).setOptions(options);
    assertThat(TaskMounts.of(List.of(memory.build())).temporary()).isEqualTo(Map.of("/t", text));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "[[\"suid\"]] | invalid tmpfs option \"suid\": only exec and noexec are known",
      "exec         | 'invalid tmpfs options, a list such as [[\"exec\"]] is expected: exec'"})
  void otherOptionsOfTemporaryFileSystemsAreRefused(String options, String text) {
    Mount.Builder memory = mount(Mount.Type.TMPFS, "", "/t");
    memory.getTmpfsOptionsBuilder().setOptions(options);
    assertThatThrownBy(() -> TaskMounts.of(List.of(memory.build()))).hasMessage(text);
  }
}
