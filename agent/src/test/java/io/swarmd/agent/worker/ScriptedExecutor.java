package io.swarmd.agent.worker;

import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.agent.exec.TaskLogs;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An executor that writes down every call and answers as the test tells it. Calls not told about succeed. */
public final class ScriptedExecutor implements TaskExecutor {

  /** {@code prepare a}, {@code start a}, ... in the order of the calls. */
  public final List<String> calls = new ArrayList<>();
  public final List<Node> configured = new ArrayList<>();
  public final List<List<EncryptionKey>> keys = new ArrayList<>();
  public final Map<String, TaskDependencies> dependencies = new HashMap<>();
  /** Null for a machine that does not answer. */
  public NodeDescription description =
      MachineDescription.of("scripted", "1", 2, 1 << 30).toBuilder().setHostname("machine").build();
  /** What can be read of each task; nothing of others. */
  public final Map<String, ScriptedLogs> logs = new HashMap<>();
  public Optional<RuntimeException> refusal = Optional.empty();
  private final Map<String, CompletableFuture<Void>> answers = new HashMap<>();

  /** The answer to the next and all later calls of this kind; {@code awaitEnd} never ends unless told. */
  public CompletableFuture<Void> answer(String call) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answers.put(call, answer);
    return answer;
  }

  public void fail(String call, Throwable failure) {
    answers.put(call, CompletableFuture.failedFuture(failure));
  }

  public void succeed(String call) {
    answers.put(call, CompletableFuture.completedFuture(null));
  }

  @Override
  public CompletableFuture<NodeDescription> describe() {
    return description == null
        ? CompletableFuture.failedFuture(new IllegalStateException("nothing answers"))
        : CompletableFuture.completedFuture(description);
  }

  @Override
  public void configure(Node node) {
    configured.add(node);
  }

  @Override
  public void setNetworkKeys(List<EncryptionKey> all) {
    keys.add(all);
  }

  @Override
  public TaskController controller(Task task, TaskDependencies given) {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    dependencies.put(task.getId(), given);
    return new Controller(task.getId());
  }

  /** Writes down its calls. */
  private final class Controller implements TaskController {

    private final String id;

    Controller(String id) {
      this.id = id;
    }

    private CompletableFuture<Void> called(String name, CompletableFuture<Void> usual) {
      calls.add(name + " " + id);
      CompletableFuture<Void> answer = answers.getOrDefault(name + " " + id, usual);
      return answer.thenApply(nothing -> nothing);
    }

    private CompletableFuture<Void> called(String name) {
      return called(name, CompletableFuture.completedFuture(null));
    }

    @Override
    public void update(Task task) {
      calls.add("update " + id);
    }

    @Override
    public CompletableFuture<Void> prepare() {
      return called("prepare");
    }

    @Override
    public CompletableFuture<Void> start() {
      return called("start");
    }

    @Override
    public CompletableFuture<Void> awaitEnd() {
      return called("awaitEnd", new CompletableFuture<>());
    }

    @Override
    public CompletableFuture<Void> shutdown() {
      return called("shutdown");
    }

    @Override
    public CompletableFuture<Void> remove() {
      return called("remove");
    }

    @Override
    public Optional<TaskLogs> logs() {
      return Optional.ofNullable(logs.get(id));
    }

    @Override
    public void close() {
      calls.add("close " + id);
    }
  }
}
