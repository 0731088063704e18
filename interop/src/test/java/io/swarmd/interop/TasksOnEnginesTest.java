package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.swarmd.agent.engine.Engine;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.GlobalService;
import io.swarmd.api.HealthConfig;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many tasks run on Engines, how they are kept running, and how they end. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class TasksOnEnginesTest {

  private final EngineSwarm engines;
  private final Swarm swarm;

  TasksOnEnginesTest(EngineSwarm engines) {
    this.engines = engines;
    this.swarm = engines.swarm();
  }

  @AfterEach
  void removeServices() {
    swarm.removeAll();
  }

  @Test
  @Tag("dispatch-94")
  void replicasRunOnBothAndEveryStepIsReported() throws Exception {
    swarm.create(Services.waiting("plain", 4).build());
    List<Task> tasks = swarm.awaitRunning("plain", 4);
    for (Engine engine : engines.engines()) {
      assertThat(engine.containers("plain")).hasSize(2);
      String log = Files.readString(engine.log());
      String node = swarm.ready(engine.machine().name()).orElseThrow().getId();
      tasks.stream().filter(task -> task.getNodeId().equals(node)).forEach(task ->
          assertThat(EngineLog.steps(log, task.getId()))
              .containsExactly("ASSIGNED->ACCEPTED", "ACCEPTED->PREPARING", "PREPARING->READY", "READY->STARTING",
                  "STARTING->RUNNING"));
    }
    assertThat(swarm.swarmctl().shows("service", "ls")).contains("plain", "4/4");
    swarm.swarmctl().shows("service", "scale", "plain=2");
    swarm.awaitRunning("plain", 2);
  }

  @Test
  void aGlobalServiceRunsOnEveryEngine() {
    ServiceSpec.Builder spec = Services.waiting("everywhere", 0).setGlobal(GlobalService.getDefaultInstance());
    swarm.create(spec.build());
    swarm.awaitRunning("everywhere", 2);
    engines.engines().forEach(engine -> assertThat(engine.containers("everywhere")).hasSize(1));
  }

  @Test
  void whatFailsIsStartedAgainAsOftenAsAsked() {
    ServiceSpec.Builder spec = Services.running("failing", 1, "exit 3");
    spec.getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.ON_FAILURE).setMaxAttempts(2)
        .setDelay(Duration.getDefaultInstance());
    swarm.create(spec.build());
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.tasks("failing")).hasSize(3)
        .allSatisfy(task -> {
          assertThat(task.getStatus().getState()).isEqualTo(TaskState.FAILED);
          assertThat(task.getStatus().getErr()).isEqualTo("task: non-zero exit (3)");
          assertThat(task.getStatus().getContainer().getExitCode()).isEqualTo(3);
        }));
  }

  @Test
  void whatEndsWellIsNotStartedAgainAfterFailuresOnly() {
    ServiceSpec.Builder spec = Services.running("once", 1, "exit 0");
    spec.getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.ON_FAILURE);
    swarm.create(spec.build());
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.tasks("once"))
        .extracting(task -> task.getStatus().getState()).containsExactly(TaskState.COMPLETE));
  }

  @Test
  void aTaskRunsOnceItIsHealthyAndIsReplacedWhenItIsNot() {
    ServiceSpec.Builder spec = Services.on("engine2", Services.running("checked", 1,
        "sleep 1; touch /tmp/healthy; sleep 1000"));
    spec.getTaskBuilder().getContainerBuilder().setStopGracePeriod(Duration.newBuilder().setSeconds(1))
        .setHealthcheck(HealthConfig.newBuilder().addTest("CMD-SHELL").addTest("ls /tmp/healthy").setRetries(2)
            .setInterval(millis(300)).setTimeout(Duration.newBuilder().setSeconds(10))
            .setStartPeriod(Duration.newBuilder().setSeconds(60)));
    spec.getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.ANY)
        .setDelay(Duration.getDefaultInstance());
    swarm.create(spec.build());
    Task first = swarm.awaitRunning("checked", 1).getFirst();
    String container = engines.engine(2).container("checked").orElseThrow();
    assertThat(engines.engine(2).docker("inspect", "-f", "{{.State.Health.Status}}", container).orFail())
        .isEqualTo("healthy");

    engines.engine(2).in(container, "rm /tmp/healthy").orFail();
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> {
      Task failed = swarm.tasks("checked").stream().filter(task -> task.getId().equals(first.getId())).findFirst()
          .orElseThrow();
      assertThat(failed.getStatus().getState()).isEqualTo(TaskState.FAILED);
      assertThat(failed.getStatus().getErr()).isEqualTo("task: non-zero exit (137): dockerexec: unhealthy container");
    });
    assertThat(swarm.awaitRunning("checked", 1)).extracting(Task::getId).isNotEqualTo(List.of(first.getId()));
  }

  @Test
  void tasksEndByTheirSignalOrWhenTheirTimeIsOver() throws Exception {
    Path said = Files.createDirectories(engines.folder().resolve("said"));
    ServiceSpec.Builder polite = Services.on("engine2", Services.running("polite", 1,
        "trap 'touch /said/goodbye; exit 0' USR1; while :; do sleep 0.1; done"));
    polite.getTaskBuilder().getContainerBuilder().setStopSignal("SIGUSR1").addMounts(Mounts.bind(said, "/said"));
    swarm.create(polite.build());
    ServiceSpec.Builder deaf = Services.on("engine2", Services.running("deaf", 1, "trap '' TERM; sleep 1000"));
    deaf.getTaskBuilder().getContainerBuilder().setStopGracePeriod(Duration.newBuilder().setSeconds(1));
    swarm.create(deaf.build());
    swarm.awaitRunning("polite", 1);
    swarm.awaitRunning("deaf", 1);
    long begun = System.nanoTime();
    swarm.remove("polite");
    swarm.remove("deaf");
    assertThat(said.resolve("goodbye")).exists();
    assertThat(java.time.Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Swarm.PATIENCE);
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(engines.engine(2).docker("ps", "-a", "--format",
        "{{.Names}}").orFail().lines()).noneMatch(name -> name.startsWith("polite.") || name.startsWith("deaf.")));
  }

  @Test
  void updatesReplaceTasksOneAfterTheOther() {
    ServiceSpec.Builder spec = Services.waiting("rolling", 3);
    spec.getTaskBuilder().getContainerBuilder().addEnv("VERSION=1");
    swarm.create(spec.build());
    List<Task> before = swarm.awaitRunning("rolling", 3);
    swarm.swarmctl().shows("service", "update", "rolling", "--env", "VERSION=2", "--update-parallelism", "1");
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> {
      assertThat(swarm.running("rolling").size()).isGreaterThanOrEqualTo(2);
      assertThat(swarm.running("rolling")).hasSize(3).map(TasksOnEnginesTest::environment)
          .allMatch(environment -> environment.contains("VERSION=2"));
    });
    assertThat(swarm.running("rolling")).extracting(Task::getId)
        .doesNotContainAnyElementsOf(before.stream().map(Task::getId).toList());
    engines.engines().forEach(engine -> engine.containers("rolling").forEach(container ->
        assertThat(engine.in(container, "env").orFail()).contains("VERSION=2")));
  }

  private static List<String> environment(Task task) {
    ContainerSpec container = task.getSpec().getContainer();
    return container.getEnvList();
  }

  private static Duration millis(int millis) {
    return Duration.newBuilder().setNanos(millis * 1_000_000).build();
  }
}
