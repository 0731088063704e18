package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.APPLIED_TWICE;
import static io.swarmd.faults.check.Violation.Kind.NEVER_WRITTEN;
import static io.swarmd.faults.check.Violation.Kind.RESURRECTED;
import static io.swarmd.faults.check.Violation.Kind.WRITTEN_OVER;

import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Whatever was committed was asked for before, in one request, and each request was carried out once at most. */
final class CommittedRule implements Rule {

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    new Reading(evidence, breach).readAll();
  }

  /** One history being looked through. */
  private static final class Reading {

    private final Timeline timeline;
    private final BiConsumer<Violation.Kind, String> breach;
    private final Map<String, Operation> writers = new HashMap<>();
    private final Map<String, Long> earliestRemoval = new HashMap<>();
    private final Set<String> carriedOut = new HashSet<>();

    Reading(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
      this.timeline = evidence.timeline();
      this.breach = breach;
      List<Operation> operations = evidence.history().operations();
      for (Operation operation : operations) {
        operation.request().writes().ifPresent(value -> writers.put(value, operation));
        if (operation.request() instanceof Request.Remove(String id)) {
          earliestRemoval.merge(id, operation.start(), Math::min);
        }
      }
    }

    void readAll() {
      timeline.objects().values().forEach(this::read);
    }

    private void read(NavigableMap<Long, ObjectChange> changes) {
      Optional<Map.Entry<Long, ObjectChange>> before = Optional.empty();
      for (Map.Entry<Long, ObjectChange> now : changes.entrySet()) {
        if (before.filter(earlier -> earlier.getValue().isRemoval()).isPresent()) {
          breach.accept(RESURRECTED, now.getValue() + " at version " + now.getKey() + " after its removal");
        }
        if (now.getValue().isRemoval()) {
          removal(now.getKey(), now.getValue());
        } else if (now.getValue().kind() == ObjectChange.Kind.CREATED || before
            .filter(earlier -> !value(earlier).equals(value(now))).isPresent()) {
          write(before, now);
        }
        before = Optional.of(now);
      }
    }

    private static String value(Map.Entry<Long, ObjectChange> entry) {
      return entry.getValue().object().value();
    }

    private void removal(long version, ObjectChange change) {
      Long asked = earliestRemoval.get(change.object().id());
      if (asked == null || timeline.firstReceived(version).filter(received -> received < asked).isPresent()) {
        breach.accept(NEVER_WRITTEN, change.object() + " was removed at version " + version + " before anybody asked");
      }
    }

    private void write(Optional<Map.Entry<Long, ObjectChange>> before, Map.Entry<Long, ObjectChange> now) {
      Operation writer = writers.get(value(now));
      String what = now.getValue() + " at version " + now.getKey();
      if (writer == null || !fits(writer.request(), now.getValue())
          || timeline.firstReceived(now.getKey()).filter(received -> received < writer.start()).isPresent()) {
        breach.accept(NEVER_WRITTEN, what + " before anybody asked");
        return;
      }
      if (!carriedOut.add(value(now))) {
        breach.accept(APPLIED_TWICE, what + ", a second time");
      }
      if (writer.request() instanceof Request.Update update && before.isPresent()
          && timeline.knowsAll(before.get().getKey(), now.getKey()) && before.get().getKey() != update.version()) {
        breach.accept(WRITTEN_OVER,
            what + " replaces version " + before.get().getKey() + " and was asked of version " + update.version());
      }
    }

    private static boolean fits(Request request, ObjectChange change) {
      return switch (request) {
        case Request.Create create -> change.kind() == ObjectChange.Kind.CREATED;
        case Request.Update update ->
            change.kind() == ObjectChange.Kind.UPDATED && update.id().equals(change.object().id());
        case Request.Remove remove -> false;
        case Request.Read read -> false;
        case Request.ReadAll readAll -> false;
      };
    }
  }
}
