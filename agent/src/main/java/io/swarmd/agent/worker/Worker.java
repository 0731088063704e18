package io.swarmd.agent.worker;

import io.swarmd.agent.database.TaskDatabase;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.api.Task;
import io.swarmd.api.TaskStatus;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the tasks of this node and brings them to what the managers last asked for, with or without managers (dispatch
 * sheet, 3.5 to 3.7). All state belongs to one loop. A status is written to the database before it is reported;
 * statuses of one turn of the loop are written and reported together, a later one of a task taking the place of an
 * earlier, so nothing here grows beyond one entry per task.
 */
public final class Worker {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final EventLoop loop;
  private final TaskExecutor executor;
  private final TaskDatabase database;
  private final Consumer<Map<String, TaskStatus>> reports;
  private final Consumer<RuntimeException> fatal;
  private final TaskRunner.Surroundings surroundings;
  private final Map<String, TaskRunner> runners = new HashMap<>();
  private final Dependencies dependencies = new Dependencies();
  private final Map<String, TaskStatus> unwritten = new LinkedHashMap<>();
  /** Tasks without a runner, because no controller could be made: their statuses are reported all the same. */
  private final Map<String, TaskStatus> unresolved = new HashMap<>();
  private final Set<CompletableFuture<Void>> removals = new HashSet<>();
  private TaskWatcher watcher = TaskWatcher.NONE;
  private boolean leaving;
  private boolean failed;
  private boolean closed;

  /**
   * @param loop owns all state here; every method is called on it
   * @param reports takes statuses that have been written; called on the loop
   * @param fatal called when the database fails: the agent cannot go on
   */
  public Worker(
      EventLoop loop,
      Environment environment,
      Duration retryPause,
      TaskExecutor executor,
      TaskDatabase database,
      Consumer<Map<String, TaskStatus>> reports,
      Consumer<RuntimeException> fatal) {
    this.loop = loop;
    this.executor = executor;
    this.database = database;
    this.reports = reports;
    this.fatal = fatal;
    this.surroundings = new TaskRunner.Surroundings(loop, environment::now, retryPause, this::changed);
  }

  /** Names who hears of tasks; to be called before any is taken. */
  public void watch(TaskWatcher told) {
    watcher = told;
  }

  /** Takes up the remembered tasks, before any manager is reached: what runs is adopted, what ended is found out. */
  public void recover() {
    List<TaskDatabase.Entry> entries = database.entries();
    List<String> unassigned =
        entries.stream().filter(entry -> !entry.assigned()).map(entry -> entry.task().getId()).toList();
    database.apply(List.of(), Map.of(), unassigned);
    List<TaskDatabase.Entry> known = entries.stream().filter(TaskDatabase.Entry::assigned).toList();
    Set<String> ids = new HashSet<>();
    known.forEach(entry -> ids.add(entry.task().getId()));
    executor.sweep(ids);
    known.forEach(entry -> take(entry.task(), entry.status().orElse(TaskStatus.getDefaultInstance())));
  }

  /** Applies one message: secrets and configs first, then tasks (3.5.1). Ignored once the tasks are being ended. */
  public void apply(Assigned assigned) {
    if (!leaving) {
      guarded(() -> applyInOrder(assigned));
    }
  }

  private void applyInOrder(Assigned assigned) {
    applyDependencies(assigned);
    if (assigned.volumes() > 0) {
      log.warn("{} volume assignments are ignored: this executor has no volumes", assigned.volumes());
    }
    List<String> removed = assigned.complete() ? missingFrom(assigned.tasks()) : assigned.removedTasks();
    database.apply(assigned.tasks(), firstStatuses(assigned.tasks()), removed);
    assigned.tasks().forEach(this::applyTask);
    removed.forEach(this::remove);
  }

  private void applyDependencies(Assigned assigned) {
    if (assigned.complete() && assigned.withDependencies()) {
      dependencies.clear();
    }
    assigned.secrets().forEach(dependencies::put);
    assigned.configs().forEach(dependencies::put);
    if (!assigned.complete()) {
      assigned.removedSecrets().forEach(dependencies::removeSecret);
      assigned.removedConfigs().forEach(dependencies::removeConfig);
    }
  }

  /** Stored together with a new task: after a crash in between it would look as if it had never begun. */
  private Map<String, TaskStatus> firstStatuses(List<Task> tasks) {
    Map<String, TaskStatus> first = new HashMap<>();
    for (Task task : tasks) {
      if (!runners.containsKey(task.getId()) && database.status(task.getId()).isEmpty()) {
        first.put(task.getId(), task.getStatus());
      }
    }
    return first;
  }

  private List<String> missingFrom(Collection<Task> tasks) {
    Set<String> missing = new HashSet<>(runners.keySet());
    missing.addAll(unresolved.keySet());
    tasks.forEach(task -> missing.remove(task.getId()));
    return List.copyOf(missing);
  }

  private void applyTask(Task task) {
    TaskRunner runner = runners.get(task.getId());
    if (runner != null) {
      runner.update(task);
    } else {
      TaskStatus stored = database.status(task.getId()).orElse(task.getStatus());
      take(task, unresolved.getOrDefault(task.getId(), stored));
    }
  }

  /** Makes a controller for a task and sets it going from the status given (4.2). */
  private void take(Task task, TaskStatus status) {
    TaskController controller;
    try {
      controller = executor.controller(task, dependencies.of(task));
    } catch (RuntimeException refusal) {
      refuse(task, status, refusal);
      return;
    }
    unresolved.remove(task.getId());
    TaskStatus resolved =
        StatusRules.stamped(status, StatusRules.resolved(status), surroundings.clock().get());
    TaskRunner runner = new TaskRunner(task.toBuilder().setStatus(resolved).build(), controller, surroundings);
    runners.put(task.getId(), runner);
    watcher.taken(task, controller);
    changed(task.getId(), resolved);
    runner.advance();
  }

  private void refuse(Task task, TaskStatus status, RuntimeException refusal) {
    TaskStatus refused =
        StatusRules.stamped(status, StatusRules.unresolved(status, refusal), surroundings.clock().get());
    log.info("task {} is refused: {}", task.getId(), refused.getErr());
    unresolved.put(task.getId(), refused);
    changed(task.getId(), refused);
  }

  private void remove(String taskId) {
    unwritten.remove(taskId);
    unresolved.remove(taskId);
    TaskRunner runner = runners.remove(taskId);
    if (runner == null) {
      return;
    }
    watcher.removed(taskId);
    CompletableFuture<Void> removal = runner.remove();
    if (!removal.isDone()) {
      removals.add(removal);
      removal.whenComplete((nothing, failure) -> loop.execute(() -> removals.remove(removal)));
    }
  }

  private void changed(String taskId, TaskStatus status) {
    if (unwritten.isEmpty()) {
      loop.execute(this::writeAndReport);
    }
    unwritten.put(taskId, status);
  }

  private void writeAndReport() {
    guarded(() -> {
      if (unwritten.isEmpty()) {
        return;
      }
      Map<String, TaskStatus> statuses = new LinkedHashMap<>(unwritten);
      unwritten.clear();
      database.putStatuses(statuses);
      reports.accept(statuses);
    });
  }

  /** Hands over the status of every task once more, as each new session asks for (3.7.4); also when there is none. */
  public void reportAll() {
    guarded(() -> {
      writeAndReport();
      Map<String, TaskStatus> all = new LinkedHashMap<>(unresolved);
      runners.forEach((id, runner) -> all.put(id, runner.task().getStatus()));
      reports.accept(all);
    });
  }

  /** Ends all tasks because the node stops; they stay remembered, as failed. */
  public CompletableFuture<Void> stopTasks() {
    leaving = true;
    List<CompletableFuture<Void>> endings = new ArrayList<>(removals);
    runners.values().forEach(runner -> endings.add(runner.stopWithNode()));
    return CompletableFuture.allOf(endings.toArray(CompletableFuture[]::new))
        .thenRunAsync(this::writeAndReport, loop);
  }

  /** Removes all tasks for good; completes when nothing of them runs. */
  public CompletableFuture<Void> leave() {
    apply(Assigned.none());
    leaving = true;
    return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new));
  }

  /** Lets go of all tasks, which go on running, and of the database. */
  public void close() {
    if (!closed) {
      writeAndReport();
      closed = true;
      runners.values().forEach(TaskRunner::close);
      database.close();
    }
  }

  /** The tasks as they stand, with their statuses. */
  public List<Task> tasks() {
    return runners.values().stream().map(TaskRunner::task).toList();
  }

  private void guarded(Runnable work) {
    if (closed || failed) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException failure) {
      failed = true;
      fatal.accept(failure);
    }
  }
}
