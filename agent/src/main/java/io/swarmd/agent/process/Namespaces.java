package io.swarmd.agent.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Process numbers, mounts and a host name of a task's own, where this agent is root and the kernel lets it. A task then
 * sees no process but its own, and all of them end with it, also those that left its process group.
 *
 * @param available whether tasks get them here
 */
record Namespaces(boolean available) {

  static final Namespaces NONE = new Namespaces(false);

  private static final Logger log = LoggerFactory.getLogger(Namespaces.class);
  private static final List<String> NEEDED = List.of("unshare", "nsenter", "mount", "cp", "rm");
  private static final List<String> ENTRY = List.of(
      "unshare", "--fork", "--kill-child", "--pid", "--mount", "--uts", "--propagation", "slave");
  private static final String OWN_PROC = "mount -t proc -o nosuid,nodev,noexec proc /proc";
  private static final long TRIAL_SECONDS = 10;

  /** Tries them out once. */
  static Namespaces ofThisMachine() {
    boolean equipped = Signals.isRoot()
        && NEEDED.stream().allMatch(command -> Programs.find(command, Programs.USUAL_PATH).isPresent());
    if (!equipped) {
      return NONE;
    }
    List<String> trial = new ArrayList<>(ENTRY);
    trial.addAll(List.of("sh", "-c", OWN_PROC));
    try {
      Process process = new ProcessBuilder(trial)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      if (process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return new Namespaces(true);
      }
      process.destroyForcibly();
    } catch (IOException | InterruptedException impossible) {
      log.debug("namespaces cannot be tried", impossible);
    }
    log.warn("tasks share process numbers and mounts with this machine: its kernel refuses namespaces");
    return NONE;
  }

  /** The command that gives the command after it namespaces, a session and a process group, and its number 1. */
  List<String> entering() {
    List<String> entering = new ArrayList<>(ENTRY);
    entering.add("setsid");
    return entering;
  }

  /** The lines of a script inside that make its surroundings its own. */
  List<String> settling(String hostname) {
    List<String> lines = new ArrayList<>();
    lines.add(OWN_PROC + " || exit 126");
    if (!hostname.isEmpty()) {
      lines.add("echo " + LaunchScript.quoted(hostname) + " >/proc/sys/kernel/hostname || exit 126");
    }
    return lines;
  }

  /** The command that runs the command after it beside the process, in its namespaces where it has some. */
  List<String> joining(ProcessTable.Identity process) {
    return available
        ? List.of("nsenter", "--target", Long.toString(process.pid()), "--mount", "--pid", "--uts", "--wd", "--")
        : List.of();
  }
}
