package io.swarmd.raftstore.state;

import io.swarmd.store.Change;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one entry did to the state.
 *
 * @param position after it
 * @param bytes of the entry
 */
record Step(Position position, List<Change<?>> changes, int bytes) {

  /** What steps come to: of each object the last change. */
  static Collection<Change<?>> lastChanges(List<Step> steps) {
    Map<String, Change<?>> last = new LinkedHashMap<>();
    steps.forEach(step -> step.changes()
        .forEach(change -> last.put(change.table().number() + "/" + change.id(), change)));
    return last.values();
  }

  static long bytes(List<Step> steps) {
    return steps.stream().mapToLong(Step::bytes).sum();
  }
}
