package io.swarmd.agent.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The scripts a task's process begins as: it claims the task, writes down its own number and start time, enters its
 * cgroups and becomes the command, or waits for it as the first process of its namespaces. Environment and arguments
 * stand in the script, which only its owner may read, and not on a command line, which everybody may.
 *
 * @param namespaces those the process gets
 * @param cgroups files to write the process number to
 * @param settling lines that make its surroundings its own, before it becomes its user
 * @param workingDirectory where the command runs
 * @param stopSignal number of the signal that ends the task
 * @param command the whole command, with what it becomes before
 */
record LaunchScript(
    Namespaces namespaces,
    List<Path> cgroups,
    List<String> settling,
    String workingDirectory,
    int stopSignal,
    List<String> command) {

  /** What the script ends with when the task was claimed by somebody who ends it. */
  static final int CLAIMED = 125;

  /** Added to the number of the signal that ended a command. */
  private static final int SIGNALLED = 128;
  private static final int SIGINT = 2;
  private static final String FAIL = " || exit 126";

  /** The script that is started first. */
  String outer(TaskDirectory directory) {
    String claim = "mkdir " + quoted(directory.claim().toString()) + " 2>/dev/null || exit " + CLAIMED + "\n";
    if (!namespaces.available()) {
      return claim + inner(directory);
    }
    List<String> entering = new ArrayList<>(namespaces.entering());
    entering.add("sh");
    entering.add(directory.inside().toString());
    return claim + "exec " + words(entering) + "\n";
  }

  /** The script inside; the process whose number is written down. */
  String inner(TaskDirectory directory) {
    String newPid = quoted(directory.newPid().toString());
    List<String> lines = new ArrayList<>();
    if (namespaces.available()) {
      lines.addAll(listening());
    }
    // The shell itself opens the file, and /proc is still the machine's: this is its number for everybody.
    lines.add("read -r stat </proc/self/stat");
    lines.add("pid=${stat%% *}");
    lines.add("set -- ${stat##*) }");
    lines.add("shift 19");
    lines.add("echo \"$pid $1\" >" + newPid + " && mv " + newPid + " " + quoted(directory.pid().toString())
        + " || exit " + CLAIMED);
    cgroups.forEach(group -> lines.add("echo 0 >" + quoted(group.toString()) + FAIL));
    lines.addAll(settling);
    lines.add("cd " + quoted(workingDirectory) + FAIL);
    lines.addAll(namespaces.available() ? waiting() : List.of("exec " + words(command)));
    return String.join("\n", lines) + "\n";
  }

  /**
   * The first process of a namespace gets no signal it does not ask for. So it stays a shell, which ends at the stop
   * signal until the command is there; the command beside it takes signals as anywhere else. SIGINT, which a shell asks
   * for by itself, is none of its business.
   */
  private List<String> listening() {
    String early = "[ \"$running\" ] || exit " + (SIGNALLED + stopSignal);
    return List.of("trap : " + SIGINT, "trap " + quoted(early) + " " + stopSignal);
  }

  /** What the shell says of the command's death is no output of the task. */
  private List<String> waiting() {
    return List.of("exec 9>&2 2>/dev/null", "running=1", words(command) + " 2>&9 9>&-", "exit $?");
  }

  /** A script that runs a command beside the process of a task. */
  static String beside(List<Path> cgroups, String workingDirectory, List<String> joined) {
    List<String> lines = new ArrayList<>();
    lines.add("cd " + quoted(workingDirectory) + FAIL);
    cgroups.forEach(group -> lines.add("echo 0 >" + quoted(group.toString())));
    lines.add("exec " + words(joined));
    return String.join("\n", lines) + "\n";
  }

  private static String words(List<String> words) {
    return words.stream().map(LaunchScript::quoted).collect(Collectors.joining(" "));
  }

  /** The word as the shell takes it literally. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
