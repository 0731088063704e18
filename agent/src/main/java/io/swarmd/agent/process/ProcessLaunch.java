package io.swarmd.agent.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one process into being: looks up what its spec names on this machine, writes its script, starts it once. */
final class ProcessLaunch {

  private static final Logger log = LoggerFactory.getLogger(ProcessLaunch.class);

  private final String taskId;
  private final ProcessSpec spec;
  private final TaskDirectory directory;
  private final ProcessSurroundings surroundings;

  ProcessLaunch(String taskId, ProcessSpec spec, TaskDirectory directory, ProcessSurroundings surroundings) {
    this.taskId = taskId;
    this.spec = spec;
    this.directory = directory;
    this.surroundings = surroundings;
  }

  /**
   * Writes the launch script; may be repeated.
   *
   * @throws IllegalArgumentException when the command, directory or user is not to be had on this machine
   */
  void write() throws IOException {
    List<String> settling = new ArrayList<>();
    if (surroundings.namespaces().available()) {
      settling.addAll(surroundings.namespaces().settling(spec.hostname()));
      settling.addAll(spec.files().taking(taskId));
    }
    LaunchScript script = new LaunchScript(
        surroundings.namespaces(), cgroups(), settling, workingDirectory(), spec.stopSignal(),
        asUser(spec.command()));
    directory.write(script.outer(directory),
        surroundings.namespaces().available() ? Optional.of(script.inner(directory)) : Optional.empty());
  }

  /**
   * Writes the script that runs a command beside the process, as its user and in its surroundings.
   *
   * @throws IllegalArgumentException when the command is not to be had on this machine
   */
  void writeProbe(HealthCheck check, ProcessTable.Identity process) throws IOException {
    List<String> joined = new ArrayList<>(surroundings.namespaces().joining(process));
    joined.addAll(asUser(check.command()));
    directory.writeProbe(LaunchScript.beside(
        surroundings.cgroups().entrances(taskId), workingDirectory(), joined));
  }

  /** The command with its program's full path, and before it what gives it its user and environment. */
  private List<String> asUser(List<String> command) {
    Optional<UserAccount> user = spec.user().map(ProcessLaunch::account);
    Map<String, String> environment = environment(user);
    List<String> words = new ArrayList<>();
    user.filter(account -> Signals.isRoot()).map(UserAccount::switching).ifPresent(words::addAll);
    words.addAll(List.of("env", "-i", "--"));
    environment.forEach((name, value) -> words.add(name + "=" + value));
    words.add(program(command.getFirst(), environment.get("PATH")));
    words.addAll(command.subList(1, command.size()));
    return words;
  }

  private static UserAccount account(String text) {
    UserAccount account = UserAccount.of(text);
    if (!Signals.isRoot() && !account.isRunning()) {
      throw new IllegalArgumentException("user \"" + text + "\" cannot be had: this node does not run as root");
    }
    if (Signals.isRoot() && Programs.find("setpriv", Programs.USUAL_PATH).isEmpty()) {
      throw new IllegalArgumentException("user \"" + text + "\" cannot be had: this node has no setpriv command");
    }
    return account;
  }

  /** Nothing of the agent's own environment reaches a task. */
  private Map<String, String> environment(Optional<UserAccount> user) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", Programs.USUAL_PATH);
    environment.put("HOSTNAME", spec.hostname().isEmpty() ? surroundings.hostname() : spec.hostname());
    environment.put("HOME", user.map(UserAccount::home).orElse(System.getProperty("user.home")));
    environment.putAll(spec.environment());
    return environment;
  }

  private static String program(String name, String searchPath) {
    return Programs.find(name, searchPath).map(Path::toString).orElseThrow(
        () -> new IllegalArgumentException("command \"" + name + "\" is not to be found on this node"));
  }

  private String workingDirectory() {
    if (!Files.isDirectory(Path.of(spec.directory()))) {
      throw new IllegalArgumentException("directory \"" + spec.directory() + "\" is not to be found on this node");
    }
    return spec.directory();
  }

  private List<Path> cgroups() throws IOException {
    boolean limited =
        spec.limits().getMemoryBytes() > 0 || spec.limits().getNanoCpus() > 0 || spec.processesMax() > 0;
    if (!limited) {
      return List.of();
    }
    if (!surroundings.cgroups().areAvailable()) {
      log.warn("task {} runs without its limits: this node cannot use control groups", taskId);
    }
    boolean oneMore = spec.processesMax() > 0 && surroundings.namespaces().available();
    // The shell at the head of the namespaces is none of the task's own.
    return surroundings.cgroups().create(taskId, spec.limits(), spec.processesMax() + (oneMore ? 1 : 0));
  }

  /** Starts the process unless it was started before; gives the shell that waits for it. */
  Optional<Process> start() throws IOException {
    if (!directory.markStarted(surroundings.bootId())) {
      return Optional.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "sh", surroundings.supervisor().toString(), directory.path().toString())
            .directory(new File("/"))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", Programs.USUAL_PATH);
    return Optional.of(builder.start());
  }

  /** A failure of the file system in words that name the cause. */
  static String told(IOException failure) {
    return switch (failure) {
      case NoSuchFileException absent -> "no such file: " + absent.getFile();
      case AccessDeniedException denied -> "access denied: " + denied.getFile();
      default -> failure.getMessage();
    };
  }
}
