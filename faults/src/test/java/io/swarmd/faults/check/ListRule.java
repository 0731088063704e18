package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.TORN_LIST;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Seen;
import java.util.List;
import java.util.function.BiConsumer;

/** A list shows all objects as they were at one version, and none before what was known when it was asked for. */
final class ListRule implements Rule {

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    for (Operation operation : evidence.history().operations()) {
      if (operation.answer() instanceof Answer.Listed(List<Seen> objects)) {
        long known = evidence.knowledge().before(operation.start());
        if (!possible(evidence.timeline(), known, objects)) {
          breach.accept(TORN_LIST, operation.client() + " at " + operation.manager() + " was shown " + objects
              + " when version " + known + " was known");
        }
      }
    }
  }

  private static boolean possible(Timeline timeline, long known, List<Seen> objects) {
    long first = Math.max(known, objects.stream().mapToLong(Seen::version).max().orElse(0));
    long last = objects.stream()
        .mapToLong(object -> timeline.nextChange(object.id(), object.version()).orElse(Long.MAX_VALUE)).min()
        .orElse(Long.MAX_VALUE) - 1;
    if (!timeline.knowsAll(timeline.first(), Math.min(first, timeline.last()))) {
      return first <= last; // how many objects there are is not known
    }
    if (first > last) {
      return false;
    }
    // All shown are there between first and last; so as many as there are means these and no others.
    for (long moment : timeline.momentsFrom(first, last)) {
      if (timeline.objectsAt(moment) == objects.size()) {
        return true;
      }
    }
    return false;
  }
}
