package io.swarmd.agent.process;

import static io.swarmd.agent.TestTasks.command;
import static io.swarmd.agent.TestTasks.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.output.RecordingSink;
import io.swarmd.api.Config;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessExecutorTest {

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

  @TempDir Path directory;
  private ProcessExecutor executor;
  private final List<TaskController> started = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    executor = ProcessExecutor.open(directory);
  }

  @AfterEach
  void endAll() {
    started.forEach(controller -> controller.shutdown().join());
  }

  private TaskController start(Task task) {
    TaskController controller = executor.controller(task, NONE);
    controller.prepare().join();
    started.add(controller);
    controller.start().join();
    return controller;
  }

  private TaskDirectory records(String id) {
    return new TaskDirectory(directory.resolve(id));
  }

  private ProcessTable.Identity process(String id) {
    return records(id).process().orElseThrow();
  }

  private String output(String id) {
    try {
      return Files.readString(directory.resolve(id).resolve("stdout.log"));
    } catch (IOException absent) {
      return "";
    }
  }

  private RecordingSink read(TaskController controller, LogSubscriptionOptions options) {
    RecordingSink sink = new RecordingSink();
    controller.logs().orElseThrow().read(LogOptions.of(options), sink);
    return sink;
  }

  @Test
  void whatAProcessWritesIsReadWithItsTimesAndStreamsApart() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    TaskController task = start(shellTask("a", "echo one; echo two >&2; sleep 0.4; printf three"));
    RecordingSink following = read(task, LogSubscriptionOptions.newBuilder().setFollow(true).build());
    task.awaitEnd().join();
    await().until(() -> following.ended);
    assertThat(following.texts()).containsExactlyInAnyOrder("one", "two", "three").endsWith("three");
    assertThat(following.lines).allMatch(line -> line.at().isAfter(before) && line.at().isBefore(Instant.now()));
    RecordingSink errors = read(task, LogSubscriptionOptions.newBuilder().addStreams(LogStream.LOG_STREAM_STDERR).build());
    await().until(() -> errors.ended);
    assertThat(errors.texts()).containsExactly("two");
  }

  @Test
  void anAdoptedProcessIsReadFromItsBeginning() throws Exception {
    TaskController first = start(shellTask("a", "echo one; sleep 60"));
    await().until(() -> output("a").contains("one"));
    first.close();
    TaskController adopted = ProcessExecutor.open(directory).controller(shellTask("a", "ignored"), NONE);
    RecordingSink sink = read(adopted, LogSubscriptionOptions.getDefaultInstance());
    await().until(() -> sink.ended);
    assertThat(sink.texts()).containsExactly("one");
  }

  @Test
  void aReadingEndsWithTheRemovalOfItsTask() {
    TaskController task = start(shellTask("a", "echo one; sleep 60"));
    RecordingSink sink = read(task, LogSubscriptionOptions.newBuilder().setFollow(true).build());
    await().until(() -> sink.lines.size() == 1);
    task.remove().join();
    await().until(() -> sink.ended);
    assertThat(directory.resolve("a")).doesNotExist();
  }

  private static ContainerSpec.Builder shell(String script) {
    return ContainerSpec.newBuilder().setImage("host").addCommand("sh").addArgs("-c").addArgs(script);
  }

  private static Task shellTask(String id, String script) {
    return with(command(id, "unused"), shell(script).build());
  }

  @Test
  void aCommandRunsToItsEndAndItsOutputIsKept() {
    TaskController controller = start(shellTask("a", "echo out; echo err >&2"));
    controller.awaitEnd().join();
    assertThat(output("a")).isEqualTo("out\n");
    assertThat(directory.resolve("a/stderr.log")).content().isEqualTo("err\n");
    assertThat(controller.containerStatus().orElseThrow().getPid()).isPositive();
  }

  @Test
  void anExitCodeIsToldWithTheProcess() {
    TaskController controller = start(shellTask("a", "exit 3"));
    assertThatThrownBy(() -> controller.awaitEnd().join())
        .hasRootCauseInstanceOf(ExitFailure.class)
        .hasRootCauseMessage("task: non-zero exit (3)")
        .rootCause().satisfies(failure -> {
          assertThat(((ExitFailure) failure).status().getExitCode()).isEqualTo(3);
          assertThat(((ExitFailure) failure).status().getPid()).isPositive();
        });
  }

  @Test
  void aSignalBecomesTheUsualCode() {
    TaskController controller = start(shellTask("a", "kill -KILL $$"));
    assertThatThrownBy(() -> controller.awaitEnd().join()).hasRootCauseMessage("task: non-zero exit (137)");
  }

  @Test
  void aTaskGetsItsEnvironmentAndNothingElse() {
    ContainerSpec spec = ContainerSpec.newBuilder().setImage("host").addCommand("env")
        .addEnv("A=b c").addEnv("dotted.name=it's").addEnv("A=last").build();
    start(with(command("a", "unused"), spec)).awaitEnd().join();
    assertThat(output("a").lines().map(line -> line.replaceAll("=.*", "")))
        .containsExactlyInAnyOrder("PATH", "HOSTNAME", "HOME", "A", "dotted.name");
    assertThat(output("a")).contains("A=last\n").contains("dotted.name=it's\n");
  }

  @Test
  void aTaskRunsInItsDirectory() {
    start(with(command("a", "unused"), shell("pwd").setDir("/usr").build())).awaitEnd().join();
    assertThat(output("a")).isEqualTo("/usr\n");
  }

  @Test
  void argumentsArriveAsTheyAre() {
    start(command("a", "printf", "%s|", "a b", "it's", "$HOME", "")).awaitEnd().join();
    assertThat(output("a")).isEqualTo("a b|it's|$HOME||");
  }

  @Test
  void theProcessLeadsASessionAndGroupOfItsOwn() throws IOException {
    start(shellTask("a", "exec sleep 60"));
    String pid = Long.toString(process("a").pid());
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    assertThat(fields.subList(2, 4)).as("process group and session").containsExactly(pid, pid);
  }

  @Test
  @Tag("dispatch-81")
  void aStopSignalIsSentFirstAndRespected() {
    ContainerSpec spec = shell("trap 'echo bye; exit 0' INT; echo up; while :; do sleep 0.05; done")
        .setStopSignal("SIGINT").build();
    TaskController controller = start(with(command("a", "unused"), spec));
    await().until(() -> output("a").contains("up"));
    CompletableFuture<Void> end = controller.awaitEnd();
    controller.shutdown().join();
    end.join();
    assertThat(output("a")).isEqualTo("up\nbye\n");
  }

  @Test
  void whoIgnoresTheSignalIsKilledWithHisWholeGroupAfterTheGracePeriod() {
    ContainerSpec spec = shell("trap '' TERM; sleep 61.25 & echo up; wait; wait")
        .setStopGracePeriod(Duration.newBuilder().setNanos(200_000_000)).build();
    TaskController controller = start(with(command("a", "unused"), spec));
    await().until(() -> output("a").endsWith("\n"));
    await().until(() -> isRunning("61.25"));
    controller.shutdown().join();
    assertThat(process("a").isAlive()).isFalse();
    await().until(() -> !isRunning("61.25"));
    assertThat(records("a").exitCode()).hasValue(137);
  }

  @Test
  void whatATaskLeavesBehindEndsWithIt() throws IOException {
    TaskController controller = start(shellTask(
        "a", "sleep 62.25 & while [ ! -e " + directory + "/go ]; do sleep 0.05; done"));
    await().until(() -> isRunning("62.25"));
    Files.createFile(directory.resolve("go"));
    controller.awaitEnd().join();
    await().until(() -> !isRunning("62.25"));
  }

  /** Whether some process of this machine has this argument, which the test gave to no other. */
  private static boolean isRunning(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().arguments().filter(all -> List.of(all).contains(argument)).isPresent());
  }

  @Test
  void shuttingDownTwiceOrWithoutAStartIsFine() {
    TaskController controller = executor.controller(shellTask("a", "sleep 60"), NONE);
    controller.shutdown().join();
    assertThatThrownBy(() -> controller.start().join()).hasRootCauseMessage("the task is being ended");
    assertThat(records("a").isStarted()).isFalse();
    controller.shutdown().join();
  }

  @Test
  @Tag("dispatch-65")
  void anotherExecutorAdoptsWhatRunsAndStartsItNotAgain() throws IOException {
    Task task = shellTask("a", "echo begun; while [ ! -e " + directory + "/go ]; do sleep 0.05; done; exit 4");
    start(task);
    ProcessTable.Identity before = process("a");
    executor = ProcessExecutor.open(directory);
    executor.sweep(Set.of("a"));
    TaskController adopted = start(task);
    assertThat(process("a")).isEqualTo(before);
    CompletableFuture<Void> end = adopted.awaitEnd();
    assertThat(end).isNotDone();
    Files.createFile(directory.resolve("go"));
    assertThatThrownBy(end::join).hasRootCauseMessage("task: non-zero exit (4)");
    assertThat(output("a")).isEqualTo("begun\n");
  }

  @Test
  void anEndThatNobodySawIsFoundOut() throws IOException {
    Task task = shellTask("a", "exit 5");
    start(task);
    await().until(() -> records("a").exitCode().isPresent());
    TaskController adopted = ProcessExecutor.open(directory).controller(task, NONE);
    assertThatThrownBy(() -> adopted.awaitEnd().join()).hasRootCauseMessage("task: non-zero exit (5)");
  }

  @Test
  void aProcessLostWithItsShellOrItsMachineFailsWithoutACode() throws IOException {
    Task task = shellTask("a", "sleep 60");
    start(task);
    Files.writeString(records("a").started(), "an earlier boot");
    TaskController adopted = executor.controller(task, NONE);
    assertThatThrownBy(() -> adopted.awaitEnd().join()).hasRootCauseMessage(
        "task: non-zero exit (255): the process is gone and its exit code is not known");
    Files.writeString(records("a").started(), ProcessTable.bootId());
  }

  @Test
  void aStartCutShortBeforeTheProcessBeganNeverBegins() throws IOException {
    Task task = shellTask("a", "touch " + directory + "/ran");
    executor.controller(task, NONE).prepare().join();
    records("a").markStarted(ProcessTable.bootId());
    TaskController adopted = executor.controller(task, NONE);
    assertThatThrownBy(() -> adopted.start().join()).hasRootCauseMessage("the process was never begun");
    Process late = new ProcessBuilder("sh", records("a").script().toString()).start();
    assertThat(late.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue()).isEqualTo(LaunchScript.CLAIMED);
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void whatRunsForAForgottenTaskIsEnded() throws IOException {
    start(shellTask("a", "exec sleep 60"));
    ProcessTable.Identity process = process("a");
    ProcessExecutor.open(directory).sweep(Set.of());
    await().until(() -> !process.isAlive());
    await().until(() -> Files.notExists(directory.resolve("a")));
  }

  @Test
  void removingLeavesNothing() {
    TaskController controller = start(shellTask("a", "exec sleep 60"));
    ProcessTable.Identity process = process("a");
    controller.remove().join();
    assertThat(process.isAlive()).isFalse();
    assertThat(directory.resolve("a")).doesNotExist();
    started.clear();
  }

  @Test
  void theScriptEndsAllTasksOfANodeThatDoesNotComeBack() throws Exception {
    start(shellTask("a", "exec sleep 60"));
    start(shellTask("b", "exec sleep 60"));
    Files.writeString(records("b").pid(), process("b").pid() + " 1\n"); // as if another had got the number since
    Process ending = new ProcessBuilder("sh", directory.resolve("end-tasks.sh").toString()).start();
    String said = new String(ending.getInputStream().readAllBytes());
    assertThat(said).contains("of task a").doesNotContain("task b");
    await().until(() -> !process("a").isAlive());
    ProcessTable.Identity other = ProcessTable.find(process("b").pid()).orElseThrow();
    assertThat(other.isAlive()).isTrue();
    Files.writeString(records("b").pid(), other.pid() + " " + other.startTicks() + "\n");
  }

  @Test
  void anIdThatLeadsElsewhereIsRefused() {
    assertThatThrownBy(() -> executor.controller(shellTask("../a", "true"), NONE))
        .hasMessage("task id \"../a\" cannot be the name of a directory");
  }

  @Test
  void aMissingCommandOrDirectoryIsToldBeforeAnythingStarts() {
    assertThatThrownBy(() -> executor.controller(command("a", "no-such-command"), NONE).prepare().join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("command \"no-such-command\" is not to be found on this node");
    Task elsewhere = with(command("b", "unused"), shell("true").setDir("/nowhere").build());
    assertThatThrownBy(() -> executor.controller(elsewhere, NONE).prepare().join())
        .hasRootCauseMessage("directory \"/nowhere\" is not to be found on this node");
  }

  @Test
  void rootGivesATaskAnotherUserAndGroupAndOthersMayNot() {
    Task task = with(command("a", "unused"), shell("id -u; id -g").setUser("nobody:1234").build());
    if (Signals.isRoot()) {
      start(task).awaitEnd().join();
      assertThat(output("a")).isEqualTo(UserAccount.of("nobody").uid() + "\n1234\n");
    } else {
      assertThatThrownBy(() -> executor.controller(task, NONE).prepare().join())
          .hasRootCauseMessage("user \"nobody:1234\" cannot be had: this node does not run as root");
    }
  }

  @Test
  void recordsAreForTheOwnersEyesOnly() throws IOException {
    start(shellTask("a", "true"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(records("a").script())))
        .isEqualTo("rw-------");
  }

  @Test
  void limitsAreKeptWhereTheMachineCan() {
    assumeThat(Signals.isRoot()).isTrue();
    assumeThat(Files.isWritable(Path.of("/sys/fs/cgroup/pids")) || Files.exists(Path.of(
        "/sys/fs/cgroup/cgroup.controllers"))).isTrue();
    ContainerSpec spec = shell("cat /proc/self/cgroup").setPidsLimit(50).build();
    TaskController controller = start(with(command("limited", "unused"), spec));
    controller.awaitEnd().join();
    assertThat(output("limited")).contains("/swarmd/limited");
    controller.remove().join();
    started.clear();
  }

  @Test
  void theNodeSaysWhatItIs() {
    NodeDescription told = executor.describe().join();
    assertThat(told.getHostname()).isNotEmpty();
    assertThat(told.getPlatform().getOs()).isEqualTo("linux");
    assertThat(told.getPlatform().getArchitecture()).isIn("x86_64", "aarch64");
    assertThat(told.getResources().getNanoCpus()).isPositive().isEqualTo(
        Runtime.getRuntime().availableProcessors() * 1_000_000_000L);
    assertThat(told.getResources().getMemoryBytes()).isGreaterThan(64L << 20);
    assertThat(told.getEngine().getLabelsMap()).containsEntry("executor", "process");
    assertThat(told.getEngine().getPluginsList()).anyMatch(
        plugin -> plugin.getType().equals("Network") && plugin.getName().equals("overlay"));
  }
}
