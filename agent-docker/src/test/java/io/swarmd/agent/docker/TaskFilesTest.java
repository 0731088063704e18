package io.swarmd.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Mount;
import com.google.protobuf.ByteString;
import io.swarmd.agent.docker.request.TaskFile;
import io.swarmd.api.Config;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Secret;
import io.swarmd.model.expansion.PayloadTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where this machine has a file system in memory that we may write to. */
class TaskFilesTest {

  private TaskFiles files;
  private int owner;
  private int group;

  @BeforeEach
  void open() throws IOException {
    files = TaskFiles.ofNode("filestest" + ProcessHandle.current().pid()).orElse(null);
    assumeTrue(files != null, "neither /run nor /dev/shm is in memory and ours to write to");
    Path here = Files.createTempFile("owner", "");
    owner = (int) Files.getAttribute(here, "unix:uid");
    group = (int) Files.getAttribute(here, "unix:gid");
    Files.delete(here);
  }

  @AfterEach
  void remove() {
    if (files != null) {
      files.sweep(task -> false);
    }
  }

  private static PayloadTemplates payloads() {
    return new PayloadTemplates(TestTasks.task("t", spec -> {}).build(), NodeDescription.getDefaultInstance(), id -> {
      if (!id.equals("s1")) {
        throw new IllegalArgumentException("secret " + id + " not found");
      }
      Secret.Builder secret = Secret.newBuilder().setId(id);
      secret.getSpecBuilder().setData(ByteString.copyFromUtf8("geheim"));
      return secret.build();
    }, id -> {
      Config.Builder config = Config.newBuilder().setId(id);
      config.getSpecBuilder().setData(ByteString.copyFromUtf8("a=b"));
      return config.build();
    });
  }

  private List<TaskFile> wanted() {
    return List.of(
        new TaskFile(TaskFile.Kind.SECRET, "s1", "/run/secrets/key", owner, group, 0400),
        new TaskFile(TaskFile.Kind.CONFIG, "c1", "/app.conf", owner, group, 0444));
  }

  @Test
  void filesAreEmptyUntilTheStartAndGoneAfterTheEnd() throws IOException {
    List<Mount> mounts = files.make("t1", wanted());
    assertThat(mounts).extracting(Mount::getTarget).containsExactly("/run/secrets/key", "/app.conf");
    assertThat(mounts).allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
    Path secret = Path.of(mounts.getFirst().getSource());
    assertThat(secret).isEmptyFile();
    assertThat(Files.getPosixFilePermissions(secret.getParent())).hasSize(3);

    files.fill("t1", wanted(), payloads());
    assertThat(secret).hasContent("geheim");
    assertThat((int) Files.getAttribute(secret, "unix:mode") & 0777).isEqualTo(0400);
    assertThat(Path.of(mounts.get(1).getSource())).hasContent("a=b");
    assertThat(files.make("t1", wanted())).as("a preparation made again changes nothing").isEqualTo(mounts);
    assertThat(secret).hasContent("geheim");
    files.fill("t1", wanted(), payloads());

    files.delete("t1");
    files.delete("t1");
    assertThat(secret.getParent().getParent()).doesNotExist();
  }

  @Test
  void whatNobodyKnowsIsSweptAway() {
    files.make("kept", wanted());
    files.make("forgotten", wanted());
    files.sweep("kept"::equals);
    assertThat(files.tasks()).containsExactly("kept");
  }

  @Test
  void aTaskWithoutFilesLeavesNoTrace() {
    assertThat(files.make("t1", List.of())).isEmpty();
    files.fill("t1", List.of(), payloads());
    assertThat(files.tasks()).isEmpty();
  }

  @Test
  void aSecretThatIsMissingIsNamed() {
    List<TaskFile> other = List.of(new TaskFile(TaskFile.Kind.SECRET, "s9", "/key", owner, group, 0400));
    files.make("t1", other);
    assertThatThrownBy(() -> files.fill("t1", other, payloads())).hasMessage("secret s9 not found");
  }
}
