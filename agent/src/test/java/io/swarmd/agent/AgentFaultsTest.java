package io.swarmd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.hollow.HollowExecutor;
import io.swarmd.agent.session.FakeDispatcher;
import io.swarmd.agent.session.FakeDispatcher.Mood;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateTaskStatusRequest.TaskStatusUpdate;
import io.swarmd.loop.SimulatedEnvironment;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One agent among faults, by seed: managers that fail, hang and lose messages, an agent that dies anywhere, tasks that
 * come, end and go. A seed that fails is run alone by naming it in {@link #seeds}.
 */
class AgentFaultsTest {

  private static final int SEEDS = 300;
  private static final int STEPS = 60;

  static List<Integer> seeds() {
    return IntStream.rangeClosed(1, SEEDS).boxed().toList();
  }

  /** One run. */
  private static final class Run {

    final SimulatedEnvironment environment;
    final Random random;
    final FakeDispatcher dispatcher;
    final HollowExecutor executor = new HollowExecutor("hollow", 4, 1 << 30);
    final MemoryTaskDatabase database = new MemoryTaskDatabase();
    final TreeMap<String, Task> wanted = new TreeMap<>();
    final Set<String> finished = new HashSet<>();
    int created;
    int message = 1;
    boolean healed;
    Agent agent;

    Run(int seed) {
      environment = new SimulatedEnvironment(seed);
      random = new Random(seed);
      dispatcher = new FakeDispatcher(environment);
      startAgent();
    }

    void startAgent() {
      agent = new Agent(environment, AgentSettings.defaults(), dispatcher, executor, database, AgentListener.NONE);
      agent.start();
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> want(TestTasks.assigned("task-" + created++));
        case 3 -> any().ifPresent(task -> want(TestTasks.wanted(task, TaskState.SHUTDOWN)));
        case 4 -> any().ifPresent(task -> forget(task.getId()));
        case 5 -> any().filter(task -> executor.finish(task.getId(), random.nextInt(2)))
            .ifPresent(task -> finished.add(task.getId()));
        case 6 -> dispatcher.sessionMood = mood();
        case 7 -> dispatcher.beatMood = mood();
        case 8 -> dispatcher.reportAnswer = request -> random.nextInt(3) == 0 ? Status.ABORTED : Status.OK;
        default -> {
          agent.crash();
          startAgent();
        }
      }
      if (random.nextInt(6) == 0) {
        environment.step(); // the next fault may come in the middle of a turn
      } else {
        environment.runFor(Duration.ofMillis(random.nextInt(3000)));
      }
    }

    private Mood mood() {
      return random.nextInt(3) == 0 ? Mood.values()[random.nextInt(3)] : Mood.ANSWERS;
    }

    private Optional<Task> any() {
      List<Task> tasks = List.copyOf(wanted.values());
      return tasks.stream().skip(random.nextInt(Math.max(1, tasks.size()))).findFirst();
    }

    private void want(Task task) {
      wanted.put(task.getId(), task);
      tell(TestTasks.update(task));
    }

    private void forget(String id) {
      wanted.remove(id);
      tell(TestTasks.removeTask(id));
    }

    /** Sends a change on the open stream, now and then losing it, and has it in the next complete set. */
    private void tell(AssignmentChange change) {
      String before = Integer.toString(message);
      String after = Integer.toString(++message);
      dispatcher.first = TestTasks.complete(after, wanted.values().toArray(Task[]::new));
      if (dispatcher.hasAssignmentStream() && (healed || random.nextInt(8) != 0)) {
        dispatcher.send(TestTasks.incremental(before, after, change));
      }
    }

    void heal() {
      healed = true;
      dispatcher.sessionMood = Mood.ANSWERS;
      dispatcher.beatMood = Mood.ANSWERS;
      dispatcher.reportAnswer = request -> Status.OK;
      environment.runFor(Duration.ofSeconds(40));
      tell(TestTasks.removeTask("nobody")); // shows the agent what it may have missed
      environment.runFor(Duration.ofSeconds(60));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsWantedRunsOnceAndIsKnown(int seed) {
    Run run = new Run(seed);
    for (int i = 0; i < STEPS; i++) {
      run.step();
    }
    run.heal();

    Set<String> expected = run.wanted.values().stream()
        .filter(task -> task.getDesiredState() == TaskState.RUNNING)
        .map(Task::getId).filter(id -> !run.finished.contains(id)).collect(Collectors.toSet());
    assertThat(run.executor.running()).as("seed %d: what runs", seed).isEqualTo(expected);
    assertThat(run.executor.starts()).as("seed %d: a task runs at most once", seed).isLessThanOrEqualTo(run.created);
    Map<String, TaskState> known = new HashMap<>();
    for (TaskStatusUpdate update : run.dispatcher.reported) {
      TaskState before = known.put(update.getTaskId(), update.getStatus().getState());
      assertThat(before == null || before.getNumber() <= update.getStatus().getState().getNumber())
          .as("seed %d: task %s went back to %s", seed, update.getTaskId(), update.getStatus().getState()).isTrue();
    }
    for (Task task : run.wanted.values()) {
      boolean runs = expected.contains(task.getId());
      assertThat(known.get(task.getId())).as("seed %d: the managers know of %s", seed, task.getId())
          .matches(state -> state != null && (runs ? state == TaskState.RUNNING : state.getNumber() > TaskState.RUNNING_VALUE));
    }
  }
}
