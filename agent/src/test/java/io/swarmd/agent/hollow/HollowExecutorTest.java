package io.swarmd.agent.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.agent.Agent;
import io.swarmd.agent.AgentListener;
import io.swarmd.agent.AgentSettings;
import io.swarmd.agent.TestTasks;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.session.FakeDispatcher;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HollowExecutorTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  private final FakeDispatcher dispatcher = new FakeDispatcher(environment);
  private final HollowExecutor executor = new HollowExecutor("hollow", 4, 1 << 30);
  private final MemoryTaskDatabase database = new MemoryTaskDatabase();

  private Agent started() {
    Agent agent = new Agent(
        environment, AgentSettings.defaults(), dispatcher, executor, database, AgentListener.NONE);
    agent.start();
    environment.runDue();
    return agent;
  }

  @Test
  void tenThousandTasksRunAtOnceAndAreReportedInFewCalls() {
    dispatcher.first = TestTasks.complete("1", IntStream.range(0, 10_000)
        .mapToObj(i -> TestTasks.assigned("task-" + i)).toArray(Task[]::new));
    started();
    assertThat(executor.running()).hasSize(10_000);
    assertThat(dispatcher.reported).hasSize(10_000)
        .allMatch(update -> update.getStatus().getState() == TaskState.RUNNING);
    assertThat(dispatcher.batches).hasSizeLessThanOrEqualTo(11);
  }

  @Test
  void aTaskRunsOnceThoughItsAgentDies() {
    dispatcher.first = TestTasks.complete("1", TestTasks.assigned("a"));
    started().crash();
    started();
    assertThat(executor.starts()).isEqualTo(1);
    assertThat(executor.running()).containsExactly("a");
    executor.finish("a", 3);
    environment.runFor(Duration.ofSeconds(1));
    assertThat(dispatcher.reported.getLast().getStatus().getState()).isEqualTo(TaskState.FAILED);
    assertThat(dispatcher.reported.getLast().getStatus().getContainer().getExitCode()).isEqualTo(3);
  }

  @Test
  void aTaskThatIsGoneAfterACrashOfTheMachineIsFailedAndNotRunAgain() {
    dispatcher.first = TestTasks.complete("1", TestTasks.assigned("a"));
    started().crash();
    executor.crash();
    started();
    assertThat(executor.starts()).isEqualTo(1);
    assertThat(dispatcher.reported.getLast().getStatus().getState()).isEqualTo(TaskState.FAILED);
  }
}
