package io.swarmd.agent.docker;

import com.github.dockerjava.api.model.Container;
import io.swarmd.agent.docker.engine.ContainerEvents;
import io.swarmd.agent.docker.engine.Engine;
import io.swarmd.agent.docker.engine.EngineDescription;
import io.swarmd.agent.docker.request.TaskContainer;
import io.swarmd.agent.docker.request.TaskLabels;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.agent.exec.TemporaryFailure;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.model.expansion.PayloadTemplates;
import io.swarmd.model.expansion.TaskTemplates;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks as containers of a Docker Engine that is not in the swarm itself. Containers outlive the agent and are
 * adopted by the next one of the same node; they are told from others by their labels. While the Engine is away, tasks
 * keep their states and what is asked of the Engine is asked again.
 */
public final class DockerExecutor implements TaskExecutor {

  private static final Logger log = LoggerFactory.getLogger(DockerExecutor.class);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Map<String, String> own;
  private final Engine engine;
  private final DockerSurroundings surroundings;
  /** The node as the managers know it, once they said so; fills in placeholders. */
  private volatile NodeDescription description;
  private volatile boolean knowsAll;

  private DockerExecutor(Engine engine, String nodeId, NodeDescription description) {
    this.engine = engine;
    this.description = description;
    this.own = Map.of(TaskLabels.NODE_ID, nodeId);
    ContainerEvents events = new ContainerEvents(
        engine, TaskLabels.NODE_ID + "=" + nodeId, TaskLabels.TASK_ID, threads, () -> threads.execute(this::sweep));
    this.surroundings = new DockerSurroundings(
        engine, events, threads, new LocalNetworks(engine), TaskFiles.ofNode(nodeId), known);
    events.listen();
  }

  /**
   * An executor on an Engine.
   *
   * @param address {@code unix:///path} or {@code tcp://host:port}
   * @param nodeId of the node whose tasks these are
   * @throws IllegalStateException when the Engine does not answer, saying why
   */
  public static DockerExecutor open(String address, String nodeId) {
    Engine engine = new Engine(address);
    NodeDescription description = answerOf(engine);
    log.info("tasks run as containers of the Engine {} at {}", description.getEngine().getEngineVersion(), address);
    return new DockerExecutor(engine, nodeId, description);
  }

  /** @throws IllegalStateException when no Engine answers at the address, saying why */
  public static void requireAnswer(String address) {
    try (Engine engine = new Engine(address)) {
      answerOf(engine);
    }
  }

  private static NodeDescription answerOf(Engine engine) {
    try {
      return ask(engine, task -> Thread.ofVirtual().start(task)).join();
    } catch (CompletionException failure) {
      throw new IllegalStateException(failure.getCause().getMessage(), failure.getCause());
    }
  }

  private static CompletableFuture<NodeDescription> ask(Engine engine, Executor threads) {
    CompletableFuture<NodeDescription> answer =
        CompletableFuture.supplyAsync(() -> EngineDescription.of(engine), threads);
    answer.completeOnTimeout(null, ANSWER.toSeconds(), TimeUnit.SECONDS);
    return answer.thenApply(description -> {
      if (description == null) {
        throw new TemporaryFailure(
            "the Engine at " + engine.address() + " does not answer within " + ANSWER.toSeconds() + " s");
      }
      return description;
    });
  }

  /** Fails when the Engine does not answer in time. */
  @Override
  public CompletableFuture<NodeDescription> describe() {
    return ask(engine, threads);
  }

  @Override
  public void configure(Node node) {
    if (node.hasDescription()) {
      description = node.getDescription();
    }
  }

  @Override
  public TaskController controller(Task task, TaskDependencies dependencies) {
    TaskContainer wanted = TaskContainer.of(TaskTemplates.expand(task, description));
    if (!wanted.files().isEmpty()) {
      requireFiles();
    }
    known.add(task.getId());
    return new DockerController(wanted,
        new PayloadTemplates(wanted.task(), description, dependencies::secret, dependencies::config), surroundings);
  }

  private void requireFiles() {
    if (!engine.isOnThisMachine()) {
      throw new IllegalArgumentException("secrets and configs cannot be given to containers of another machine, and the"
          + " Engine of this node is at " + engine.address() + ": use nodes with an Engine of their own");
    }
    if (surroundings.files().isEmpty()) {
      throw new IllegalArgumentException("secrets and configs need a file system in memory, and neither /run nor"
          + " /dev/shm of this node is one that the agent may write to");
    }
  }

  @Override
  public void sweep(Set<String> knownTaskIds) {
    known.addAll(knownTaskIds);
    knowsAll = true;
    threads.execute(this::sweep);
  }

  @Override
  public void close() {
    surroundings.events().close();
    engine.close();
  }

  /**
   * Removes what was left by tasks that nobody knows any more: now, and each time the Engine is back, as a removal may
   * have failed while it was away. Who makes a container makes its task known before.
   */
  private void sweep() {
    if (!knowsAll) {
      return;
    }
    try {
      for (Container container : engine.ask(
          client -> client.listContainersCmd().withShowAll(true).withLabelFilter(own).exec())) {
        String taskId = container.getLabels().getOrDefault(TaskLabels.TASK_ID, "");
        if (!known.contains(taskId)) {
          log.info("container {} of forgotten task {} is removed", container.getId(), taskId);
          surroundings.remove(container.getId());
        }
      }
      surroundings.files().ifPresent(files -> files.sweep(known::contains));
    } catch (RuntimeException failure) {
      log.warn("containers of forgotten tasks may be left: {}", failure.getMessage());
    }
  }
}
