package io.swarmd.faults.check;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.History;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Seen;
import io.swarmd.faults.history.Told;
import io.swarmd.faults.history.Watching;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The highest version that anybody outside had been told of, by time: whatever is asked later must show it. */
final class Knowledge {

  private final NavigableMap<Long, Long> versions = new TreeMap<>();

  private Knowledge() {}

  static Knowledge of(History history) {
    TreeMap<Long, Long> told = new TreeMap<>();
    for (Operation operation : history.operations()) {
      seen(operation.answer()).forEach(seen -> told.merge(operation.end(), seen.version(), Math::max));
    }
    for (Watching watching : history.watchings()) {
      for (Told message : watching.told()) {
        told.merge(message.received(), message.version(), Math::max);
      }
    }
    Knowledge knowledge = new Knowledge();
    long highest = 0;
    for (Map.Entry<Long, Long> one : told.entrySet()) {
      if (one.getValue() > highest) {
        highest = one.getValue();
        knowledge.versions.put(one.getKey(), highest);
      }
    }
    return knowledge;
  }

  private static List<Seen> seen(Answer answer) {
    return switch (answer) {
      case Answer.Shown(Seen object) -> List.of(object);
      case Answer.Listed(List<Seen> objects) -> objects;
      case Answer.Removed removed -> List.of();
      case Answer.Refused refused -> List.of();
    };
  }

  /** What was known before the time. */
  long before(long time) {
    Map.Entry<Long, Long> last = versions.lowerEntry(time);
    return last == null ? 0 : last.getValue();
  }
}
