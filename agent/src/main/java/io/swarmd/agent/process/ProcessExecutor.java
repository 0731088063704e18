package io.swarmd.agent.process;

import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.agent.exec.TaskController;
import io.swarmd.agent.exec.TaskDependencies;
import io.swarmd.agent.exec.TaskExecutor;
import io.swarmd.api.Node;
import io.swarmd.api.NodeDescription;
import io.swarmd.api.Task;
import io.swarmd.model.expansion.PayloadTemplates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks of the image {@code host} as processes of this machine, also as an ordinary user. Needs Linux with
 * {@code sh} and {@code setsid}; for tasks with a user, {@code setpriv} and root.
 *
 * <p>All records lie in one directory, one subdirectory for each task. Processes outlive the agent and are adopted by
 * the next executor on the same directory; {@code sh end-tasks.sh} in that directory ends them for a node that does not
 * come back.
 */
public final class ProcessExecutor implements TaskExecutor {

  private static final Logger log = LoggerFactory.getLogger(ProcessExecutor.class);
  private static final List<String> SCRIPTS = List.of("supervise.sh", "end-tasks.sh");
  private static final List<String> NEEDED = List.of("sh", "setsid", "env", "mkdir", "mv");
  private static final Pattern SAFE_ID = Pattern.compile("\\w[\\w.-]*");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  private final Path directory;
  private final Executor blocking;
  private final ProcessSurroundings surroundings;
  /** The node as the managers know it, once they said so; fills in placeholders. */
  private volatile NodeDescription description = machine();

  private ProcessExecutor(Path directory, Executor blocking, Cgroups cgroups, Namespaces namespaces) {
    this.directory = directory;
    this.blocking = blocking;
    this.surroundings = new ProcessSurroundings(directory.resolve("supervise.sh"), blocking, cgroups, namespaces,
        ProcessTable.bootId(), MachineDescription.hostname());
  }

  /**
   * An executor on a directory, which is made when absent.
   *
   * @throws IOException when the directory cannot be written
   * @throws IllegalStateException when this machine lacks what processes need, saying what
   */
  public static ProcessExecutor open(Path directory) throws IOException {
    for (String command : NEEDED) {
      if (Programs.find(command, Programs.USUAL_PATH).isEmpty()) {
        throw new IllegalStateException("the process executor needs the command " + command + " on this machine");
      }
    }
    Path absolute = directory.toAbsolutePath();
    Files.createDirectories(
        absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String script : SCRIPTS) {
      install(script, absolute);
    }
    Cgroups cgroups = Signals.isRoot() ? Cgroups.at(CGROUPS) : new Cgroups.None();
    return new ProcessExecutor(
        absolute, Executors.newVirtualThreadPerTaskExecutor(), cgroups, Namespaces.ofThisMachine());
  }

  private static void install(String script, Path directory) throws IOException {
    Path draft = directory.resolve(script + ".new");
    try (InputStream source = ProcessExecutor.class.getResourceAsStream(script)) {
      Files.copy(source, draft, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(draft, directory.resolve(script), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public CompletableFuture<NodeDescription> describe() {
    return CompletableFuture.supplyAsync(ProcessExecutor::machine, blocking);
  }

  private static NodeDescription machine() {
    try {
      int cpus = Runtime.getRuntime().availableProcessors();
      return MachineDescription.of("process", "process", cpus, ProcessTable.memoryBytes()).toBuilder()
          .setHostname(MachineDescription.hostname())
          .build();
    } catch (IOException failure) {
      throw new IllegalStateException("this machine cannot be described: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void configure(Node node) {
    if (node.hasDescription()) {
      description = node.getDescription();
    }
  }

  @Override
  public TaskController controller(Task task, TaskDependencies dependencies) {
    if (!SAFE_ID.matcher(task.getId()).matches()) {
      throw new IllegalArgumentException("task id \"" + task.getId() + "\" cannot be the name of a directory");
    }
    NodeDescription node = description;
    ProcessSpec spec = ProcessSpec.of(task, node, surroundings.namespaces());
    PayloadTemplates payloads =
        new PayloadTemplates(spec.task(), node, dependencies::secret, dependencies::config);
    return new ProcessController(
        spec, new TaskDirectory(directory.resolve(task.getId())), payloads, surroundings);
  }

  @Override
  public void sweep(Set<String> knownTaskIds) {
    try (Stream<Path> entries = Files.list(directory)) {
      entries.filter(Files::isDirectory)
          .filter(task -> !knownTaskIds.contains(task.getFileName().toString()))
          .forEach(task -> blocking.execute(() -> endForgotten(new TaskDirectory(task))));
    } catch (IOException failure) {
      log.error("records of earlier tasks in {} cannot be read: {}", directory, failure.getMessage());
    }
  }

  /** Ends what a removal left behind that was cut short. */
  private void endForgotten(TaskDirectory task) {
    try {
      new ProcessEnd(task, surroundings.bootId()).bringAbout(Signals.TERM, ProcessSpec.GRACE);
      String id = task.path().getFileName().toString();
      surroundings.cgroups().delete(id);
      PrivateFiles.unstage(id);
      task.delete();
    } catch (IOException | InterruptedException | RuntimeException failure) {
      log.error("the processes of forgotten task {} may still run: {}", task.path().getFileName(), failure.toString());
    }
  }
}
