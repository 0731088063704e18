package io.swarmd.agent.docker;

import io.swarmd.agent.database.MemoryTaskDatabase;
import io.swarmd.agent.exec.LogLine;
import io.swarmd.agent.exec.LogOptions;
import io.swarmd.agent.exec.LogSink;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.agent.worker.Assigned;
import io.swarmd.agent.worker.Worker;
import io.swarmd.api.Config;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.RealEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The tasks' half of an agent, with a docker executor, and no manager but the test. */
final class DockerNode implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Map<String, TaskStatus> statuses = new ConcurrentHashMap<>();
  private final Map<String, TaskController> controllers = new ConcurrentHashMap<>();
  private final MemoryTaskDatabase database;
  private final DockerExecutor executor;
  private final EventLoop loop;
  private final Worker worker;

  /** Starts, and takes up what the database knows. */
  DockerNode(String engineAddress, String nodeId, MemoryTaskDatabase database) {
    this.database = database;
    Environment environment = new RealEnvironment();
    executor = DockerExecutor.open(engineAddress, nodeId);
    loop = environment.newLoop("worker");
    worker = new Worker(loop, environment, RETRY, new Recording(), database, statuses::putAll, failure -> {
      throw failure;
    });
    onLoop(worker::recover);
  }

  /** The executor, with its controllers noted. */
  private final class Recording implements TaskExecutor {

    @Override
    public CompletableFuture<NodeDescription> describe() {
      return executor.describe();
    }

    @Override
    public TaskController controller(Task task, TaskDependencies dependencies) {
      TaskController controller = executor.controller(task, dependencies);
      controllers.put(task.getId(), controller);
      return controller;
    }

    @Override
    public void sweep(Set<String> knownTaskIds) {
      executor.sweep(knownTaskIds);
    }
  }

  private void onLoop(Runnable work) {
    try {
      CompletableFuture.runAsync(work, loop).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  NodeDescription describe() {
    return executor.describe().join();
  }

  void assign(Task.Builder task) {
    assign(List.of(), List.of(), task);
  }

  /** A task as a manager hands it out, to be run. */
  void assign(List<Secret> secrets, List<Config> configs, Task.Builder task) {
    Task assigned = task.setStatus(TaskStatus.newBuilder().setState(TaskState.ASSIGNED))
        .setDesiredState(TaskState.RUNNING).build();
    onLoop(() -> worker.apply(new Assigned(
        false, true, secrets, List.of(), configs, List.of(), List.of(assigned), List.of(), 0)));
  }

  void shutDown(Task.Builder task) {
    Task ended = task.setDesiredState(TaskState.SHUTDOWN).build();
    onLoop(() -> worker.apply(new Assigned(
        false, true, List.of(), List.of(), List.of(), List.of(), List.of(ended), List.of(), 0)));
  }

  void remove(Task.Builder... tasks) {
    List<String> ids = new ArrayList<>();
    for (Task.Builder task : tasks) {
      ids.add(task.getId());
    }
    onLoop(() -> worker.apply(new Assigned(
        false, true, List.of(), List.of(), List.of(), List.of(), List.of(), ids, 0)));
  }

  TaskStatus status(Task.Builder task) {
    return statuses.getOrDefault(task.getId(), TaskStatus.getDefaultInstance());
  }

  /** Waits for a state; the status then. */
  TaskStatus await(Task.Builder task, TaskState state) {
    Awaitility.await(task.getId() + " " + state).atMost(PATIENCE).until(() -> {
      TaskStatus now = status(task);
      if (now.getState() != state && now.getState().getNumber() > TaskState.RUNNING.getNumber()) {
        throw new AssertionError(task.getId() + " is not " + state + " but " + now);
      }
      return now.getState() == state;
    });
    return status(task);
  }

  /** Reads logs; complete when the reading has ended. */
  CompletableFuture<List<LogLine>> logs(Task.Builder task, LogOptions options) {
    Taken taken = new Taken();
    controllers.get(task.getId()).logs().orElseThrow().read(options, taken);
    return taken.all;
  }

  /** Takes every other line only after it was asked to wait. */
  private static final class Taken implements LogSink {

    private final List<LogLine> lines = new ArrayList<>();
    private final CompletableFuture<List<LogLine>> all = new CompletableFuture<>();

    @Override
    public boolean ready() {
      return lines.size() % 2 == 0;
    }

    @Override
    public void whenReady(Runnable step) {
      step.run();
    }

    @Override
    public void line(LogLine line) {
      lines.add(line);
    }

    @Override
    public void ended() {
      all.complete(List.copyOf(lines));
    }

    @Override
    public void failed(Throwable why) {
      all.completeExceptionally(why);
    }
  }

  MemoryTaskDatabase database() {
    return database;
  }

  /** Ends the agent; its tasks go on. */
  @Override
  public void close() {
    onLoop(worker::close);
    loop.close();
    executor.close();
  }
}
