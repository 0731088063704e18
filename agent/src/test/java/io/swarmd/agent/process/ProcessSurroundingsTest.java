package io.swarmd.agent.process;

import static io.swarmd.agent.TestTasks.command;
import static io.swarmd.agent.TestTasks.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Driver;
import io.swarmd.api.FileTarget;
import io.swarmd.api.Resources;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a task as root has of its own: process numbers, a host name, secrets, limits. */
@Timeout(60)
class ProcessSurroundingsTest {

  private static final String HIDDEN = "hidden-words-9f31";

  @TempDir
  Path directory;
  private ProcessExecutor executor;
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, Config> configs = new HashMap<>();
  private final List<TaskController> controllers = new ArrayList<>();
  private final TaskDependencies dependencies = new TaskDependencies() {
    @Override
    public Secret secret(String id) {
      if (!secrets.containsKey(id)) {
        throw new IllegalArgumentException("secret " + id + " not found");
      }
      return secrets.get(id);
    }

    @Override
    public Config config(String id) {
      return configs.get(id);
    }
  };

  @BeforeEach
  void open() throws IOException {
    assumeThat(Namespaces.ofThisMachine().available()).isTrue();
    executor = ProcessExecutor.open(directory);
  }

  @AfterEach
  void endAll() {
    controllers.forEach(controller -> controller.remove().join());
  }

  private static ContainerSpec.Builder shell(String script) {
    return ContainerSpec.newBuilder().setImage("host").addCommand("sh").addArgs("-c").addArgs(script);
  }

  private TaskController controller(Task task) {
    TaskController controller = executor.controller(task, dependencies);
    controllers.add(controller);
    return controller;
  }

  private TaskController started(Task task) {
    TaskController controller = controller(task);
    controller.prepare().join();
    controller.start().join();
    return controller;
  }

  private TaskController started(ContainerSpec.Builder container) {
    return started(with(command("a", "unused"), container.build()));
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("a/stdout.log"));
    } catch (IOException absent) {
      return "";
    }
  }

  private static boolean isRunning(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().arguments().filter(all -> List.of(all).contains(argument)).isPresent());
  }

  @Test
  void aTaskSeesNoProcessButItsOwn() {
    started(shell("ls -d /proc/[0-9]* | wc -l; cat /proc/1/cmdline | tr '\\0' ' '")).awaitEnd().join();
    assertThat(Integer.parseInt(output().lines().findFirst().orElseThrow())).isLessThan(6);
    assertThat(output()).contains("inside");
  }

  @Test
  void whatLeavesTheProcessGroupEndsWithTheTaskAllTheSame() throws IOException {
    TaskController controller = started(shell(
        "setsid sleep 63.25 & while [ ! -e " + directory + "/go ]; do sleep 0.05; done"));
    await().until(() -> isRunning("63.25"));
    Files.createFile(directory.resolve("go"));
    controller.awaitEnd().join();
    await().until(() -> !isRunning("63.25"));
  }

  @Test
  void aTaskHasAHostNameOfItsOwn() {
    started(shell("cat /proc/sys/kernel/hostname; echo $HOSTNAME").setHostname("{{.Task.ID}}-{{.Task.Slot}}"))
        .awaitEnd().join();
    assertThat(output()).isEqualTo("a-1\na-1\n");
    assertThat(Path.of("/proc/sys/kernel/hostname")).content().doesNotContain("a-1");
  }

  private static FileTarget target(String name) {
    return FileTarget.newBuilder().setName(name).setUid("65534").setGid("65533").setMode(0440).build();
  }

  private ContainerSpec.Builder withFiles(String script) {
    secrets.put("s1", secret("s1", HIDDEN));
    Config.Builder config = Config.newBuilder().setId("c1");
    config.getSpecBuilder().setTemplating(Driver.newBuilder().setName("golang"))
        .setData(ByteString.copyFromUtf8("{{secret \"password\"}} of {{.Task.Slot}} on {{env \"PLACE\"}}"));
    configs.put("c1", config.build());
    return shell(script).addEnv("PLACE=node {{.Node.ID}}")
        .addSecrets(SecretReference.newBuilder().setSecretId("s1").setFile(target("password")))
        .addConfigs(ConfigReference.newBuilder().setConfigId("c1").setFile(target("sub/app.conf")));
  }

  private static Secret secret(String id, String text) {
    Secret.Builder secret = Secret.newBuilder().setId(id);
    secret.getSpecBuilder().setData(ByteString.copyFromUtf8(text));
    return secret.build();
  }

  @Test
  void secretsAndConfigsAreFilesThatOnlyTheTaskSees() throws IOException {
    TaskController controller = started(withFiles(
        "cat /run/secrets/password /run/configs/sub/app.conf; stat -c ' %u %g %a' /run/secrets/password;"
            + " stat -f -c %T /run/secrets; touch /run/secrets/x 2>/dev/null || echo refused; exec sleep 60"));
    await().until(() -> output().contains("refused"));
    assertThat(output()).isEqualTo(
        HIDDEN + HIDDEN + " of 1 on node node 65534 65533 440\ntmpfs\nrefused\n");
    assertThat(Path.of("/run/secrets/password")).doesNotExist();
    assertThat(Path.of("/run/swarmd-starting-tasks/a")).doesNotExist();
    controller.shutdown().join();
    Files.delete(directory.resolve("a/stdout.log"));
    assertThat(holdingTheSecret()).isEmpty();
  }

  private List<Path> holdingTheSecret() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("a"))) {
      return all.filter(Files::isRegularFile).filter(file -> !file.startsWith(directory.resolve("a/output")))
          .filter(file -> read(file).contains(HIDDEN)).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return "";
    }
  }

  @Test
  void aSecretThatIsMissingFailsTheStartByName() {
    ContainerSpec container = shell("true").addSecrets(
        SecretReference.newBuilder().setSecretId("gone").setFile(target("x"))).build();
    TaskController controller = controller(with(command("a", "unused"), container));
    controller.prepare().join();
    assertThatThrownBy(() -> controller.start().join()).hasRootCauseMessage("secret gone not found");
  }

  @Test
  void whoWantsMoreMemoryThanAllowedIsKilled() {
    assumeThat(Files.isWritable(Path.of("/sys/fs/cgroup/memory")) || Files.exists(Path.of(
        "/sys/fs/cgroup/cgroup.controllers"))).isTrue();
    Task.Builder task = with(command("a", "unused"), shell("head -c 200m /dev/zero | tail | wc -c; exit 3").build())
        .toBuilder();
    task.getSpecBuilder().getResourcesBuilder().setLimits(Resources.newBuilder().setMemoryBytes(32 << 20));
    TaskController controller = started(task.build());
    assertThatThrownBy(() -> controller.awaitEnd().join()).hasRootCauseMessage("task: non-zero exit (3)");
    assertThat(output().strip()).as("what came through the pipe").isIn("", "0");
  }

  @Test
  void theGroupsOfATaskGoWithIt() throws IOException {
    Task.Builder task = with(command("grouped", "unused"), shell("exec sleep 60").setPidsLimit(10).build()).toBuilder();
    TaskController controller = executor.controller(task.build(), dependencies);
    controller.prepare().join();
    controller.start().join();
    controller.remove().join();
    try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 4)) {
      assertThat(groups.filter(group -> group.endsWith("swarmd/grouped"))).isEmpty();
    }
  }
}
