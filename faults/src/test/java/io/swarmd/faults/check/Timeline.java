package io.swarmd.faults.check;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.History;
import io.swarmd.faults.history.ObjectChange;
import io.swarmd.faults.history.Operation;
import io.swarmd.faults.history.Request;
import io.swarmd.faults.history.Seen;
import io.swarmd.faults.history.Told;
import io.swarmd.faults.history.Watching;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was committed under which version, put together from all watchers' messages; acknowledged writes fill in where
 * no watcher was. Immutable once made.
 */
final class Timeline {

  private final Map<String, NavigableMap<Long, ObjectChange>> byObject = new HashMap<>();
  private final NavigableMap<Long, Long> firstReceived = new TreeMap<>();
  private final NavigableMap<Long, Integer> objectsThere = new TreeMap<>();
  private final Spans watched = new Spans();
  private long last;

  private Timeline() {}

  static Timeline of(History history) {
    Timeline timeline = new Timeline();
    for (Watching watching : history.watchings()) {
      timeline.watched.add(watching.resumedFrom(), watching.reached());
      timeline.last = Math.max(timeline.last, watching.reached());
      watching.told().forEach(timeline::take);
    }
    history.operations().forEach(timeline::fillIn);
    timeline.count();
    return timeline;
  }

  private void take(Told told) {
    firstReceived.merge(told.version(), told.received(), Math::min);
    told.changes().forEach(change -> changes(change.object().id()).putIfAbsent(told.version(), change));
  }

  private void fillIn(Operation operation) {
    if (operation.request().changesSomething() && operation.answer() instanceof Answer.Shown(Seen object)
        && !watched.holds(object.version())) {
      ObjectChange.Kind kind = operation.request() instanceof Request.Create
          ? ObjectChange.Kind.CREATED : ObjectChange.Kind.UPDATED;
      changes(object.id()).putIfAbsent(object.version(), new ObjectChange(kind, object));
      firstReceived.merge(object.version(), operation.end(), Math::min);
    }
  }

  private NavigableMap<Long, ObjectChange> changes(String id) {
    return byObject.computeIfAbsent(id, unseen -> new TreeMap<>());
  }

  private void count() {
    NavigableMap<Long, Integer> moves = new TreeMap<>();
    byObject.values().forEach(changes -> changes.forEach((version, change) ->
        moves.merge(version, switch (change.kind()) {
          case CREATED -> 1;
          case UPDATED -> 0;
          case REMOVED -> -1;
        }, Integer::sum)));
    if (!moves.isEmpty()) {
      last = Math.max(last, moves.lastKey());
    }
    int there = 0;
    for (Map.Entry<Long, Integer> move : moves.entrySet()) {
      there += move.getValue();
      objectsThere.put(move.getKey(), there);
    }
  }

  /** All changes of all objects, by id and version. */
  Map<String, NavigableMap<Long, ObjectChange>> objects() {
    return byObject;
  }

  /** The changes of one object by version; empty when none is known. */
  NavigableMap<Long, ObjectChange> of(String id) {
    return byObject.getOrDefault(id, new TreeMap<>());
  }

  Optional<Long> nextChange(String id, long version) {
    return Optional.ofNullable(of(id).higherKey(version));
  }

  /** Whether somebody watched all the time after the one version up to the other. */
  boolean knowsAll(long after, long upTo) {
    return upTo <= after || watched.cover(after, upTo);
  }

  /** Whether somebody watched when the version came. */
  boolean knows(long version) {
    return watched.holds(version);
  }

  /** When somebody was first told of the version by a watch; empty when nobody was. */
  Optional<Long> firstReceived(long version) {
    return Optional.ofNullable(firstReceived.get(version));
  }

  /** How many objects there are at a version. */
  int objectsAt(long version) {
    Map.Entry<Long, Integer> last = objectsThere.floorEntry(version);
    return last == null ? 0 : last.getValue();
  }

  /** The versions from one to another at which something changed, and the first of them itself. */
  Iterable<Long> momentsFrom(long first, long last) {
    NavigableMap<Long, Integer> between = new TreeMap<>(objectsThere.subMap(first, true, last, true));
    between.putIfAbsent(first, 0);
    return between.keySet();
  }

  /** The version before the first that anybody watched. */
  long first() {
    return watched.first();
  }

  /** The last version that anybody was told of. */
  long last() {
    return last;
  }
}
