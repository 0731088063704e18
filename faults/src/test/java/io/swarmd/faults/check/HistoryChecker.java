package io.swarmd.faults.check;

import io.swarmd.faults.history.History;
import java.util.ArrayList;
import java.util.List;

/** Holds a history against all rules. Pure. */
public final class HistoryChecker {

  private static final List<Rule> RULES = List.of(new WatchRule(), new CommittedRule(), new AcknowledgedRule(),
      new ReadRule(), new ListRule(), new RefusalRule(), new CopyRule());

  private HistoryChecker() {}

  /** What is wrong; empty when nothing is. */
  public static List<Violation> check(History history) {
    Rule.Evidence evidence = new Rule.Evidence(history, Timeline.of(history), Knowledge.of(history));
    List<Violation> found = new ArrayList<>();
    RULES.forEach(rule -> rule.check(evidence, (kind, text) -> found.add(new Violation(kind, text))));
    return found;
  }
}
