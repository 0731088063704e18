package io.swarmd.agent.process;

import static io.swarmd.agent.TestTasks.command;
import static io.swarmd.agent.TestTasks.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.api.Config;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.HealthConfig;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Health checks beside real processes. */
@Timeout(60)
class HealthWatchTest {

  private static final TaskDependencies NONE = new TaskDependencies() {
    @Override
    public Secret secret(String id) {
      throw new IllegalArgumentException(id);
    }

    @Override
    public Config config(String id) {
      throw new IllegalArgumentException(id);
    }
  };

  @TempDir
  Path directory;
  private ProcessExecutor executor;
  private final List<TaskController> controllers = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    executor = ProcessExecutor.open(directory);
  }

  @AfterEach
  void endAll() {
    controllers.forEach(controller -> controller.remove().join());
  }

  private static Duration millis(int millis) {
    return Duration.newBuilder().setNanos(millis * 1_000_000).build();
  }

  /** A task that runs and does nothing, and is asked ten times a second. */
  private static Task task(String check, int retries) {
    ContainerSpec container = ContainerSpec.newBuilder().setImage("host").addCommand("sleep").addArgs("60")
        .setHealthcheck(HealthConfig.newBuilder().addTest("CMD-SHELL").addTest(check)
            .setInterval(millis(100)).setTimeout(millis(900)).setRetries(retries)).build();
    return with(command("a", "unused"), container);
  }

  private TaskController prepared(Task task) {
    TaskController controller = executor.controller(task, NONE);
    controllers.add(controller);
    controller.prepare().join();
    return controller;
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  @Test
  void aTaskRunsOnceItIsWell() throws IOException {
    CompletableFuture<Void> started = prepared(task("test -e " + file("well"), 1000)).start();
    await().until(() -> new TaskDirectory(file("a")).process().isPresent());
    assertThat(started).isNotDone();
    Files.createFile(file("well"));
    started.join();
  }

  @Test
  void aTaskThatNeverIsWellIsEndedWithTheLastProbesWords() {
    TaskController controller = prepared(task("echo out of; echo order >&2; exit 7", 2));
    assertThatThrownBy(() -> controller.start().join()).rootCause()
        .isInstanceOf(ExitFailure.class)
        .hasMessage("task: non-zero exit (143): unhealthy container: 2 health checks in a row failed, the last one: "
            + "exit code 7, output: out of order");
    assertThat(new TaskDirectory(file("a")).process().orElseThrow().isAlive()).isFalse();
  }

  @Test
  void aTaskThatIsWellNoMoreIsEnded() throws IOException {
    Files.createFile(file("well"));
    TaskController controller = prepared(task("test -e " + file("well"), 2));
    controller.start().join();
    CompletableFuture<Void> end = controller.awaitEnd();
    assertThat(end).isNotDone();
    Files.delete(file("well"));
    assertThatThrownBy(end::join).rootCause()
        .hasMessage("task: non-zero exit (143): unhealthy container: 2 health checks in a row failed, the last one: "
            + "exit code 1");
  }

  @Test
  void aProbeThatHangsIsEndedAndHasFailed() {
    TaskController controller = prepared(task("sleep 64.25", 1));
    assertThatThrownBy(() -> controller.start().join()).rootCause()
        .hasMessageEndingWith("the last one: exceeded timeout (900 ms)");
    await().until(() -> ProcessHandle.allProcesses().noneMatch(process ->
        process.info().arguments().filter(all -> List.of(all).contains("64.25")).isPresent()));
  }

  @Test
  void aTaskThatEndsBeforeItIsWellTellsItsOwnEnd() {
    Task task = task("false", 1000);
    ContainerSpec container = task.getSpec().getContainer().toBuilder()
        .clearArgs().clearCommand().addCommand("sh").addArgs("-c").addArgs("exit 5").build();
    TaskController controller = prepared(with(task, container));
    controller.start().join();
    assertThatThrownBy(() -> controller.awaitEnd().join()).hasRootCauseMessage("task: non-zero exit (5)");
  }

  @Test
  void anAdoptedTaskIsAskedAgain() throws IOException {
    Files.createFile(file("well"));
    Task task = task("test -e " + file("well"), 2);
    prepared(task).start().join();
    controllers.getFirst().close();
    executor = ProcessExecutor.open(directory);
    executor.sweep(Set.of("a"));
    TaskController adopted = prepared(task);
    CompletableFuture<Void> end = adopted.awaitEnd();
    Files.delete(file("well"));
    assertThatThrownBy(end::join).rootCause().hasMessageContaining("unhealthy container: ");
  }

  @Test
  void shuttingDownDoesNotWaitForTheTaskToGetWell() {
    TaskController controller = prepared(task("false", 1000));
    CompletableFuture<Void> start = controller.start();
    await().until(() -> new TaskDirectory(file("a")).process().isPresent());
    controller.shutdown().join();
    start.join();
  }
}
