package io.swarmd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.database.RocksTaskDatabase;
import io.swarmd.agent.process.ProcessExecutor;
import io.swarmd.agent.session.FakeDispatcher;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.loop.Environment;
import io.swarmd.loop.RealEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent on real threads, a real disk and real processes. */
@Timeout(60)
class AgentRestartTest {

  private final Environment environment = new RealEnvironment();

  @TempDir Path directory;

  /** One life of the agent. */
  private final class Life {

    final FakeDispatcher dispatcher = new FakeDispatcher(environment);
    final RocksTaskDatabase database = RocksTaskDatabase.open(directory.resolve("tasks"));
    final Agent agent;

    Life(FakeDispatcher.Mood mood, Task... tasks) throws Exception {
      dispatcher.sessionMood = mood;
      dispatcher.first = TestTasks.complete("1", tasks);
      agent = new Agent(
          environment,
          AgentSettings.defaults(),
          dispatcher,
          ProcessExecutor.open(directory.resolve("processes")),
          database,
          AgentListener.NONE);
      agent.start().join();
    }

    Optional<TaskStatus> status() {
      return agent.tasks().join().stream().map(Task::getStatus).findFirst();
    }

    TaskStatus await(TaskState state) {
      return Awaitility.await().until(() -> status().filter(told -> told.getState() == state),
          Optional::isPresent).orElseThrow();
    }

    /** The process dies: its loops stop where they are, and the disk keeps what it has. */
    void die() {
      agent.crash();
      database.close();
    }
  }

  private boolean lives(int pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @Test
  @Tag("dispatch-56")
  void aProcessOutlivesItsAgentAndIsAdoptedWithoutAManager() throws Exception {
    Task task = TestTasks.command("a", "sh", "-c", "echo begun; exec sleep 300");
    Life first = new Life(FakeDispatcher.Mood.ANSWERS, task);
    int pid = first.await(TaskState.RUNNING).getContainer().getPid();
    first.die();
    assertThat(lives(pid)).isTrue();
    Life second = new Life(FakeDispatcher.Mood.HANGS);
    assertThat(second.await(TaskState.RUNNING).getContainer().getPid()).isEqualTo(pid);
    second.agent.stop(Duration.ZERO).join();
    await().until(() -> !lives(pid));
    assertThat(directory.resolve("processes/a/stdout.log")).content().isEqualTo("begun\n");
  }

  @Test
  void whatEndedMeanwhileIsFoundOut() throws Exception {
    Path go = directory.resolve("go");
    Task task = TestTasks.command("a", "sh", "-c", "while [ ! -e " + go + " ]; do sleep 0.05; done; exit 9");
    Life first = new Life(FakeDispatcher.Mood.ANSWERS, task);
    first.await(TaskState.RUNNING);
    first.die();
    Files.createFile(go);
    await().until(() -> Files.exists(directory.resolve("processes/a/exit")));
    Life second = new Life(FakeDispatcher.Mood.ANSWERS, task);
    assertThat(second.await(TaskState.FAILED).getContainer().getExitCode()).isEqualTo(9);
    second.agent.leave().join();
    assertThat(directory.resolve("processes/a")).doesNotExist();
  }
}
