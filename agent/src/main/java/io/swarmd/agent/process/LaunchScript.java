package io.swarmd.agent.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The script a task's process begins as: it claims the task, writes down its own number and start time, enters its
 * cgroups and becomes the command. Environment and arguments stand in the script, which only its owner may read, and
 * not on a command line, which everybody may.
 */
final class LaunchScript {

  /** What the script ends with when the task was claimed by somebody who ends it. */
  static final int CLAIMED = 125;

  private LaunchScript() {}

  /**
   * @param directory the task's own
   * @param command the program's full path, then its arguments
   * @param cgroups files to write the process number to
   * @param switching becomes another user; empty to stay
   */
  static String of(
      TaskDirectory directory,
      List<String> command,
      Map<String, String> environment,
      String workingDirectory,
      List<Path> cgroups,
      List<String> switching) {
    String pid = quoted(directory.pid().toString());
    String newPid = quoted(directory.newPid().toString());
    List<String> lines = new ArrayList<>();
    lines.add("mkdir " + quoted(directory.claim().toString()) + " 2>/dev/null || exit " + CLAIMED);
    lines.add("read -r stat </proc/$$/stat");
    lines.add("set -- ${stat##*) }");
    lines.add("shift 19");
    lines.add("echo \"$$ $1\" >" + newPid + " && mv " + newPid + " " + pid + " || exit " + CLAIMED);
    cgroups.forEach(group -> lines.add("echo $$ >" + quoted(group.toString()) + " || exit 126"));
    lines.add("cd " + quoted(workingDirectory) + " || exit 126");
    lines.add("exec " + words(switching, environment, command));
    return String.join("\n", lines) + "\n";
  }

  private static String words(List<String> switching, Map<String, String> environment, List<String> command) {
    List<String> words = new ArrayList<>(switching);
    words.add("env");
    words.add("-i");
    words.add("--");
    environment.forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(command);
    return words.stream().map(LaunchScript::quoted).collect(Collectors.joining(" "));
  }

  /** The word as the shell takes it literally. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
