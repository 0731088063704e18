package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.APPLIED_TWICE;
import static io.swarmd.faults.check.Violation.Kind.LOST;
import static io.swarmd.faults.check.Violation.Kind.VERSION_TWICE;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.BiConsumer;

/** What was acknowledged was committed, under the version and with the content that was told. */
final class AcknowledgedRule implements Rule {

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    Set<String> removed = new HashSet<>();
    for (Operation operation : evidence.history().operations()) {
      if (operation.answer() instanceof Answer.Shown(Seen object) && operation.request().changesSomething()) {
        written(evidence.timeline(), operation, object, breach);
      } else if (operation.request() instanceof Request.Remove(String id)
          && operation.answer() instanceof Answer.Removed) {
        removed(evidence.timeline(), id, breach);
        if (!removed.add(id)) {
          breach.accept(APPLIED_TWICE, "two were told that they removed " + id);
        }
      }
    }
  }

  private static void written(
      Timeline timeline, Operation operation, Seen object, BiConsumer<Violation.Kind, String> breach) {
    ObjectChange committed = timeline.of(object.id()).get(object.version());
    if (committed == null && timeline.knows(object.version())) {
      breach.accept(LOST, operation.client() + " was told of " + object + ", which nobody who watched was");
    } else if (committed != null && (committed.isRemoval() || !committed.object().equals(object))) {
      breach.accept(VERSION_TWICE, operation.client() + " was told of " + object + ", committed is " + committed);
    }
  }

  private static void removed(Timeline timeline, String id, BiConsumer<Violation.Kind, String> breach) {
    NavigableMap<Long, ObjectChange> changes = timeline.of(id);
    if (!changes.isEmpty() && !changes.lastEntry().getValue().isRemoval()
        && timeline.knowsAll(changes.lastKey(), timeline.last())) {
      breach.accept(LOST, "the removal of " + id + ", which was acknowledged");
    }
  }
}
