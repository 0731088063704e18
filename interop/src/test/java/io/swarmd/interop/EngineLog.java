package io.swarmd.interop;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What an Engine says of its work, at its finest level. */
final class EngineLog {

  private EngineLog() {}

  /** The steps a task took there, in order, as OLD-&gt;NEW. */
  static List<String> steps(String log, String task) {
    Pattern step = Pattern.compile(
        "module=node/agent/taskmanager .*state\\.transition=\"([A-Z]+->[A-Z]+)\" task\\.id=" + task);
    return step.matcher(log).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
