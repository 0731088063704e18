package io.swarmd.faults.check;

import static io.swarmd.faults.check.Violation.Kind.VERSION_TWICE;
import static io.swarmd.faults.check.Violation.Kind.WATCH_DISORDER;
import static io.swarmd.faults.check.Violation.Kind.WATCH_INCOMPLETE;

import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Told;
import io.swarmd.faults.history.Watching;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Every watcher is told every change once, in order, and all are told the same. */
final class WatchRule implements Rule {

  @Override
  public void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach) {
    List<Watching> watchings = evidence.history().watchings();
    watchings.forEach(watching -> order(watching, breach));
    agreement(watchings, breach);
    NavigableSet<Long> all = new TreeSet<>();
    watchings.forEach(watching -> watching.told().forEach(told -> all.add(told.version())));
    watchings.forEach(watching -> completeness(watching, all, breach));
  }

  private static void order(Watching watching, BiConsumer<Violation.Kind, String> breach) {
    long last = watching.resumedFrom();
    for (Told told : watching.told()) {
      if (told.version() <= last) {
        breach.accept(WATCH_DISORDER, name(watching) + " was told of version " + told.version() + " after " + last);
      }
      last = told.version();
      told.changes().stream().filter(change -> !change.isRemoval() && change.object().version() != told.version())
          .forEach(change -> breach.accept(WATCH_DISORDER,
              name(watching) + " was told of " + change.object() + " under version " + told.version()));
    }
  }

  private static void agreement(List<Watching> watchings, BiConsumer<Violation.Kind, String> breach) {
    Map<Long, Set<ObjectChange>> first = new HashMap<>();
    for (Watching watching : watchings) {
      for (Told told : watching.told()) {
        Set<ObjectChange> changes = new HashSet<>(told.changes());
        Set<ObjectChange> before = first.putIfAbsent(told.version(), changes);
        if (before != null && !before.equals(changes)) {
          breach.accept(VERSION_TWICE, "version " + told.version() + " is " + before + ", and for " + name(watching)
              + " it is " + changes);
        }
      }
    }
  }

  private static void completeness(
      Watching watching, NavigableSet<Long> all, BiConsumer<Violation.Kind, String> breach) {
    boolean open = watching.ending().isEmpty();
    long upTo = open && !all.isEmpty() ? Math.max(all.last(), watching.reached()) : watching.reached();
    if (upTo <= watching.resumedFrom()) {
      return;
    }
    Set<Long> missing = new TreeSet<>(all.subSet(watching.resumedFrom(), false, upTo, true));
    watching.told().forEach(told -> missing.remove(told.version()));
    if (!missing.isEmpty()) {
      breach.accept(WATCH_INCOMPLETE, name(watching) + " was not told of versions " + missing);
    }
  }

  private static String name(Watching watching) {
    return "watcher " + watching.watcher() + " of " + watching.manager() + " from version " + watching.resumedFrom();
  }
}
