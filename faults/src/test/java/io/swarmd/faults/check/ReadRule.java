package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.LOST;
import static io.swarmd.faults.check.Violation.Kind.NEVER_WRITTEN;
import static io.swarmd.faults.check.Violation.Kind.STALE_READ;
import static io.swarmd.faults.check.Violation.Kind.VERSION_TWICE;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;

/**
 * Whoever reads is shown what was committed, and nothing older than what anybody had been told of before: the order of
 * versions is the order of all operations (linearizable).
 */
final class ReadRule implements Rule {

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    Map<String, Long> removals = new HashMap<>();
    evidence.history().operations().forEach(operation -> {
      if (operation.request() instanceof Request.Remove(String id)) {
        removals.merge(id, operation.start(), Math::min);
      }
    });
    for (Operation operation : evidence.history().operations()) {
      switch (operation.answer()) {
        case Answer.Shown(Seen object) when operation.request() instanceof Request.Read ->
            shown(evidence, operation, object, breach);
        case Answer.Listed(List<Seen> objects) ->
            objects.forEach(object -> shown(evidence, operation, object, breach));
        case Answer.Refused(String code, String text) when operation.request() instanceof Request.Read(String id)
            && code.equals("NOT_FOUND") -> absent(evidence, operation, id, removals, breach);
        default -> { }
      }
    }
  }

  private static void shown(
      Evidence evidence, Operation operation, Seen object, BiConsumer<Violation.Kind, String> breach) {
    Timeline timeline = evidence.timeline();
    String who = operation.client() + " at " + operation.manager();
    ObjectChange committed = timeline.of(object.id()).get(object.version());
    if (committed == null && timeline.knows(object.version())) {
      breach.accept(NEVER_WRITTEN, who + " was shown " + object + ", which was never committed");
    } else if (committed != null && (committed.isRemoval() || !committed.object().equals(object))) {
      breach.accept(VERSION_TWICE, who + " was shown " + object + ", committed is " + committed);
    }
    long known = evidence.knowledge().before(operation.start());
    timeline.nextChange(object.id(), object.version()).filter(next -> next <= known).ifPresent(next ->
        breach.accept(STALE_READ, who + " was shown " + object + " when version " + known
            + " was known, and it had changed at " + next));
  }

  /** Gone is only what somebody asked to remove, and what was not changed back then. */
  private static void absent(Evidence evidence, Operation operation, String id, Map<String, Long> removals,
      BiConsumer<Violation.Kind, String> breach) {
    NavigableMap<Long, ObjectChange> changes = evidence.timeline().of(id);
    boolean asked = removals.getOrDefault(id, Long.MAX_VALUE) < operation.end();
    boolean removed = !changes.isEmpty() && (changes.lastEntry().getValue().isRemoval()
        || !evidence.timeline().knowsAll(changes.lastKey(), evidence.timeline().last()));
    if (!asked || !removed) {
      breach.accept(LOST, operation.client() + " at " + operation.manager() + " did not find " + id
          + (asked ? ", which is there" : ", which nobody had asked to remove"));
    }
  }
}
