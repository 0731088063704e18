package io.swarmd.agent.docker;

import static io.swarmd.agent.docker.TestTasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.api.Config;
import io.swarmd.api.ConfigReference;
import io.swarmd.api.FileTarget;
import io.swarmd.api.Mount;
import io.swarmd.api.Network;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.PluginDescription;
import io.swarmd.api.Secret;
import io.swarmd.api.SecretReference;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The life of tasks on a real Engine. */
class DockerExecutorTest extends RealEngine {

  private static String inspect(Task.Builder task, String format) {
    return engine.docker("inspect", "-f", format, name(task)).orFail();
  }

  private static String name(Task.Builder task) {
    return "web.1." + task.getId();
  }

  private static Mount.Builder mount(Mount.Type type, String source, String target) {
    return Mount.newBuilder().setType(type).setSource(source).setTarget(target);
  }

  @Test
  @Tag("dispatch-82")
  void aTaskIsGivenWhatItAsksFor() throws IOException {
    Path shared = Files.createDirectories(folder.path().resolve("shared"));
    Files.writeString(shared.resolve("greeting"), "hello");
    Mount.Builder volume = mount(Mount.Type.VOLUME, "data-{{.Task.Slot}}", "/data");
    volume.getVolumeOptionsBuilder().putLabels("of", "test").getDriverConfigBuilder().setName("local");
    Mount.Builder memory = mount(Mount.Type.TMPFS, "", "/memory");
    memory.getTmpfsOptionsBuilder().setSizeBytes(1 << 20).setMode(01777).setOptions("[[\"exec\"]]");
    Task.Builder task = shell("id -u; pwd; hostname; echo $A; cat /shared/greeting /run/secrets/key /app.conf; echo;"
        + " stat -c '%a %u %g' /run/secrets/key; touch /shared/x || echo cannot; touch /data/x && echo can;"
        + " cat /proc/mounts; touch /forbidden || echo read-only", spec -> spec
            .setUser("1234").setDir("/work").setHostname("{{.Service.Name}}-{{.Task.Slot}}").setReadOnly(true)
            .addEnv("A=on {{.Node.Hostname}}").putLabels("tier", "front").setPidsLimit(50)
            .addMounts(mount(Mount.Type.BIND, shared.toString(), "/shared").setReadonly(true))
            .addMounts(volume).addMounts(memory)
            .addSecrets(SecretReference.newBuilder().setSecretId("s1").setFile(
                FileTarget.newBuilder().setName("key").setUid("1234").setGid("7").setMode(0400)))
            .addConfigs(ConfigReference.newBuilder().setConfigId("c1").setFile(
                FileTarget.newBuilder().setName("app.conf").setMode(0444))));
    task.getSpecBuilder().getResourcesBuilder().getLimitsBuilder().setMemoryBytes(64 << 20).setNanoCpus(500_000_000);
    engine.docker("run", "--rm", "-v", "data-1:/data", EngineImage.NAME, "chmod", "777", "/data").orFail();
    node.assign(List.of(secret("s1", "geheim")), List.of(config("c1", "a=b")), task);

    TaskStatus ended = node.await(task, TaskState.COMPLETE);
    assertThat(TaskFiles.ofNode(nodeId())).isPresent().get()
        .matches(files -> !hasFiles(files), "secrets go at the end");
    assertThat(output(task)).containsSubsequence("1234", "/work", "web-1", "on alpha", "hellogeheima=b", "400 1234 7")
        .contains("can", "cannot", "read-only")
        .anyMatch(line -> line.contains(" /memory tmpfs rw,nosuid,nodev,") && line.contains("size=1024k"))
        .anyMatch(line -> line.contains(" /run/secrets/key tmpfs ro"));
    assertThat(ended.getContainer().getContainerId()).isEqualTo(inspect(task, "{{.Id}}"));
    assertThat(inspect(task, "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}"))
        .isEqualTo((64 << 20) + " 500000000 50");
    assertThat(inspect(task, "{{index .Config.Labels \"com.docker.swarm.service.name\"}} {{.Config.Labels.tier}}"))
        .isEqualTo("web front");

    node.remove(task);
    await().atMost(PATIENCE).until(() -> engine.docker("ps", "-aq").orFail().isEmpty());
    assertThat(engine.docker("volume", "inspect", "-f", "{{.Labels.of}}", "data-1").text()).isNotBlank();
    engine.docker("volume", "rm", "data-1").orFail();
  }

  private static Secret secret(String id, String data) {
    Secret.Builder secret = Secret.newBuilder().setId(id);
    secret.getSpecBuilder().setData(ByteString.copyFromUtf8(data));
    return secret.build();
  }

  private static Config config(String id, String data) {
    Config.Builder config = Config.newBuilder().setId(id);
    config.getSpecBuilder().setData(ByteString.copyFromUtf8(data));
    return config.build();
  }

  @Test
  void aTaskThatEndsBadlyFailsWithItsCode() {
    Task.Builder task = shell("exit 3", spec -> {});
    node.assign(task);
    TaskStatus failed = node.await(task, TaskState.FAILED);
    assertThat(failed.getErr()).isEqualTo("task: non-zero exit (3)");
    assertThat(failed.getMessage()).isEqualTo("started");
    assertThat(failed.getContainer().getExitCode()).isEqualTo(3);
  }

  @Test
  void aTaskWhoseProgramIsMissingFails() {
    Task.Builder task = tools(spec -> spec.addCommand("no-such-program"));
    node.assign(task);
    TaskStatus failed = node.await(task, TaskState.FAILED);
    assertThat(failed.getErr()).contains("no-such-program");
    assertThat(failed.getMessage()).isEqualTo("starting");
  }

  @Test
  void whatCannotBePreparedIsRejectedWithTheReason() {
    Task.Builder unknown = tools(spec -> spec.setImage("nowhere.example/none:1"));
    Task.Builder bind = tools(spec -> spec.addMounts(mount(Mount.Type.BIND, "/no/such/place", "/a")));
    Task.Builder overlay = tools(spec -> {}).addNetworks(network("n1", "far", "overlay"));
    List.of(unknown, bind, overlay).forEach(node::assign);
    assertThat(node.await(unknown, TaskState.REJECTED).getErr())
        .startsWith("image nowhere.example/none:1 cannot be pulled: ");
    assertThat(node.status(unknown).getMessage()).isEqualTo("preparing");
    assertThat(node.await(bind, TaskState.REJECTED).getErr())
        .contains("bind source path does not exist: /no/such/place");
    assertThat(node.await(overlay, TaskState.REJECTED).getErr()).startsWith("network far is an overlay network");
  }

  @Test
  void aSecretThatDidNotComeFailsTheStart() {
    Task.Builder task = shell("sleep 60", spec -> spec.addSecretsBuilder().setSecretId("s9")
        .getFileBuilder().setName("key"));
    node.assign(task);
    TaskStatus failed = node.await(task, TaskState.FAILED);
    assertThat(failed.getErr()).isEqualTo("secret s9 not found");
    assertThat(failed.getMessage()).isEqualTo("starting");
  }

  private static Task.Builder checked(String probe) {
    return shell("sleep 60", spec -> spec.setStopGracePeriod(seconds(0)).getHealthcheckBuilder()
        .addTest("CMD-SHELL").addTest(probe).setRetries(2).setInterval(Duration.newBuilder().setNanos(300_000_000)));
  }

  @Test
  @Tag("dispatch-80")
  void anUnhealthyTaskIsStoppedAndSaysWhatItsProbeSaid() {
    Task.Builder never = checked("echo no luck; false");
    Task.Builder later = checked("rm /tmp/well 2>/tmp/why || { echo went bad; false; }");
    node.assign(never);
    assertThat(node.await(never, TaskState.FAILED).getErr())
        .isEqualTo("task: non-zero exit (137): dockerexec: unhealthy container: no luck");
    assertThat(node.status(never).getMessage()).isEqualTo("starting");
    assertThat(inspect(never, "{{.State.Running}}")).isEqualTo("false");

    later.getSpecBuilder().getContainerBuilder().setArgs(1, "touch /tmp/well; sleep 60");
    node.assign(later);
    assertThat(node.await(later, TaskState.FAILED).getErr())
        .isEqualTo("task: non-zero exit (137): dockerexec: unhealthy container: went bad");
    assertThat(node.status(later).getMessage()).isEqualTo("started");
  }

  @Test
  @Tag("dispatch-81")
  void aTaskIsEndedWithItsSignalAndItsGrace() {
    String waiting = "trap 'echo bye; exit 0' INT; trap '' TERM; echo up; while :; do sleep 0.1; done";
    Task.Builder polite = shell(waiting, spec -> spec.setStopSignal("SIGINT").setStopGracePeriod(seconds(30)));
    Task.Builder deaf = shell(waiting, spec -> spec.setStopGracePeriod(seconds(1)));
    for (Task.Builder task : List.of(polite, deaf)) {
      node.assign(task);
      node.await(task, TaskState.RUNNING);
      await().atMost(PATIENCE).until(() -> output(task).contains("up"));
    }
    node.shutDown(polite);
    node.shutDown(deaf);
    assertThat(node.await(polite, TaskState.SHUTDOWN).getContainer().getExitCode()).isZero();
    assertThat(output(polite)).endsWith("bye");
    assertThat(node.await(deaf, TaskState.SHUTDOWN).getContainer().getExitCode()).isEqualTo(137);
  }

  @Test
  void theNodeIsDescribedByItsEngine() {
    NodeDescription description = node.describe();
    assertThat(description.getHostname()).isEqualTo("alpha");
    assertThat(description.getPlatform().getOs()).isEqualTo("linux");
    assertThat(description.getResources().getNanoCpus())
        .isEqualTo(Runtime.getRuntime().availableProcessors() * 1_000_000_000L);
    assertThat(description.getResources().getMemoryBytes()).isPositive();
    assertThat(description.getEngine().getLabelsMap()).containsEntry("executor", "docker");
    assertThat(description.getEngine().getEngineVersion())
        .isEqualTo(engine.docker("version", "-f", "{{.Server.Version}}").orFail());
    assertThat(description.getEngine().getPluginsList())
        .extracting(PluginDescription::getType, PluginDescription::getName)
        .contains(tuple("Network", "bridge"),
            tuple("Log", "json-file"),
            tuple("Network", "overlay"),
            tuple("Volume", "local"));
  }

  @Test
  void containersOutliveTheAgentAndWaitOutTheEngine() {
    Task.Builder stays = shell("sleep 60", spec -> spec.setStopGracePeriod(seconds(0)));
    Task.Builder forgotten = shell("sleep 60", spec -> {});
    node.assign(stays);
    node.assign(forgotten);
    TaskStatus before = node.await(stays, TaskState.RUNNING);
    node.await(forgotten, TaskState.RUNNING);
    node.close();
    node.database().apply(List.of(), Map.of(), List.of(forgotten.getId()));

    node = new DockerNode(engine.address(), nodeId(), node.database());
    await().atMost(PATIENCE).until(() -> engine.docker("ps", "-aq").orFail().lines().count() == 1);
    assertThat(node.await(stays, TaskState.RUNNING).getContainer()).isEqualTo(before.getContainer());

    engine.kill();
    Task.Builder meanwhile = shell("sleep 60", spec -> spec.setStopGracePeriod(seconds(0)));
    node.assign(meanwhile);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.status(meanwhile).getErr())
        .startsWith("the Engine at " + engine.address() + " does not answer: "));
    assertThat(node.status(meanwhile).getState()).isEqualTo(TaskState.PREPARING);
    assertThat(node.status(stays).getState()).isEqualTo(TaskState.RUNNING);
    engine.start();
    assertThat(node.await(meanwhile, TaskState.RUNNING).getErr()).isEmpty();
    // An Engine that comes back ends what it finds; the task is told apart from one that goes on.
    assertThat(node.await(stays, TaskState.FAILED).getErr()).startsWith("task: non-zero exit (");
  }

  @Test
  void anEngineThatIsNotThereIsToldInOneLine() {
    assertThatThrownBy(() -> DockerExecutor.open("unix://" + folder.path() + "/none.sock", "n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the Engine at unix://" + folder.path() + "/none.sock does not answer: No such file or directory");
  }
}
