package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.MANAGERS_DIFFER;

import io.swarmd.faults.history.Copy;
import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Seen;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** At the end all managers hold the same, and what they hold is what the watchers were told. */
final class CopyRule implements Rule {

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    List<Copy> copies = evidence.history().copies();
    Map<Copy.Mark, List<String>> holders = copies.stream().collect(Collectors.groupingBy(
        Copy::mark, Collectors.mapping(Copy::manager, Collectors.toList())));
    if (holders.size() > 1) {
      breach.accept(MANAGERS_DIFFER, holders.toString());
    }
    copies.forEach(copy -> content(evidence.timeline(), copy, breach));
  }

  private static void content(Timeline timeline, Copy copy, BiConsumer<Violation.Kind, String> breach) {
    Set<Seen> held = new HashSet<>(copy.objects());
    if (!timeline.knowsAll(timeline.first(), timeline.last())) {
      held.removeIf(seen -> timeline.of(seen.id()).isEmpty());
    }
    Set<Seen> expected = new HashSet<>();
    for (Map.Entry<String, NavigableMap<Long, ObjectChange>> object : timeline.objects().entrySet()) {
      ObjectChange last = object.getValue().lastEntry().getValue();
      boolean known = timeline.knowsAll(object.getValue().lastKey(), timeline.last());
      if (!known) {
        held.removeIf(seen -> seen.id().equals(object.getKey()));
      } else if (!last.isRemoval()) {
        expected.add(last.object());
      }
    }
    if (!held.equals(expected)) {
      Set<Seen> extra = new HashSet<>(held);
      extra.removeAll(expected);
      expected.removeAll(held);
      breach.accept(MANAGERS_DIFFER, copy.manager() + " lacks " + expected + " and has " + extra);
    }
  }
}
