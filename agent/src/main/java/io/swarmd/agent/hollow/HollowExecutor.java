package io.swarmd.agent.hollow;

import io.swarmd.agent.exec.ExitFailure;
import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.api.ContainerStatus;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Says that every task runs at once and never ends by itself. It owns no thread, reads no clock and draws no chance,
 * so ten thousand tasks cost little more than their objects. Tasks end when they are told to, or by
 * {@link #finish}. Used from the agent's worker loop only.
 *
 * <p>One executor outlives several agents in a simulation, as processes outlive a killed agent: what ran goes on, and
 * a task found running is adopted.
 */
public final class HollowExecutor implements TaskExecutor {

  private final NodeDescription description;
  private final Map<String, Running> running = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private long starts;

  /** One started task: its end, to be awaited and to be brought about. */
  private record Running(CompletableFuture<Integer> exitCode) {}

  public HollowExecutor(String hostname, int cpus, long memoryBytes) {
    this.description =
        MachineDescription.of("hollow", "hollow", cpus, memoryBytes).toBuilder().setHostname(hostname).build();
  }

  @Override
  public CompletableFuture<NodeDescription> describe() {
    return CompletableFuture.completedFuture(description);
  }

  @Override
  public TaskController controller(Task task, TaskDependencies dependencies) {
    return new Controller(task.getId());
  }

  @Override
  public void sweep(Set<String> knownTaskIds) {
    running.keySet().retainAll(knownTaskIds);
    ended.retainAll(knownTaskIds);
  }

  /** Ends a running task with an exit code; false when it does not run. */
  public boolean finish(String taskId, int exitCode) {
    Running task = running.remove(taskId);
    if (task == null) {
      return false;
    }
    ended.add(taskId);
    task.exitCode.complete(exitCode);
    return true;
  }

  /** Ends everything without a word, as a machine that loses power does. */
  public void crash() {
    ended.addAll(running.keySet());
    running.clear();
  }

  /** The tasks that run now. */
  public Set<String> running() {
    return Set.copyOf(running.keySet());
  }

  /** How many times a task was started here. */
  public long starts() {
    return starts;
  }

  /** One task that only exists by name. */
  private final class Controller implements TaskController {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final String taskId;

    Controller(String taskId) {
      this.taskId = taskId;
    }

    @Override
    public CompletableFuture<Void> prepare() {
      return DONE;
    }

    @Override
    public CompletableFuture<Void> start() {
      if (!ended.contains(taskId) && !running.containsKey(taskId)) {
        running.put(taskId, new Running(new CompletableFuture<>()));
        starts++;
      }
      return DONE;
    }

    @Override
    public CompletableFuture<Void> awaitEnd() {
      Running task = running.get(taskId);
      if (task == null) {
        return CompletableFuture.failedFuture(new IllegalStateException("the task does not run here any more"));
      }
      return task.exitCode.thenAccept(this::judge);
    }

    private void judge(int code) {
      if (code != 0) {
        throw new ExitFailure(ContainerStatus.newBuilder().setExitCode(code).build());
      }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
      if (running.remove(taskId) != null) {
        ended.add(taskId);
      }
      return DONE;
    }

    @Override
    public CompletableFuture<Void> remove() {
      running.remove(taskId);
      ended.remove(taskId);
      return DONE;
    }
  }
}
