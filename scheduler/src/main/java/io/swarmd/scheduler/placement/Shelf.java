package io.swarmd.scheduler.placement;

import io.swarmd.scheduler.host.Host;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The open hosts that share the values of the labels so far, the least loaded first. An inner shelf has a shelf for
 * each value of the next label, those that hold a less loaded host first.
 */
final class Shelf {

  /** A host with the number of tasks it was put here by. */
  record Entry(Host host, Shelf shelf, int active) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = Integer.compare(active, other.active);
      return order != 0 ? order : Integer.compare(host.ordinal(), other.host.ordinal());
    }
  }

  /** The load of a shelf without hosts. */
  private static final int NONE = Integer.MAX_VALUE;

  private final Shelf parent;
  private final int number;
  private final boolean labelled;
  private final Map<String, Shelf> byValue = new HashMap<>();
  private final NavigableSet<Shelf> stocked =
      new TreeSet<>(Comparator.comparingInt((Shelf shelf) -> shelf.least).thenComparingInt(shelf -> shelf.number));
  private final NavigableSet<Entry> entries = new TreeSet<>();
  private int least = NONE;

  private Shelf(Shelf parent, int number, boolean labelled) {
    this.parent = parent;
    this.number = number;
    this.labelled = labelled;
  }

  static Shelf root() {
    return new Shelf(null, 0, true);
  }

  /** The shelf for these label values, made when there is none. */
  Shelf at(List<String> values) {
    Shelf shelf = this;
    for (String value : values) {
      Shelf inner = shelf;
      shelf = shelf.byValue.computeIfAbsent(value, key -> new Shelf(inner, inner.byValue.size(), !key.isEmpty()));
    }
    return shelf;
  }

  /** The shelf that this one is part of; null for the root. */
  Shelf parent() {
    return parent;
  }

  /** Whether its hosts have a value for the label that sets it apart from those beside it. */
  boolean labelled() {
    return labelled;
  }

  /** The shelves below that have hosts. */
  Iterable<Shelf> stocked() {
    return stocked;
  }

  Iterable<Entry> entries() {
    return entries;
  }

  /** The number of tasks of the least loaded host. */
  int least() {
    return least;
  }

  boolean hasHosts() {
    return least != NONE;
  }

  void add(Entry entry) {
    entries.add(entry);
    settle();
  }

  void remove(Entry entry) {
    entries.remove(entry);
    settle();
  }

  /** Brings the order of this shelf and of those above into line with the hosts. */
  private void settle() {
    int now = entries.isEmpty() ? (stocked.isEmpty() ? NONE : stocked.first().least) : entries.first().active;
    if (now == least) {
      return;
    }
    if (parent != null && hasHosts()) {
      parent.stocked.remove(this);
    }
    least = now;
    if (parent != null) {
      if (hasHosts()) {
        parent.stocked.add(this);
      }
      parent.settle();
    }
  }
}
