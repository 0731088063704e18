package io.swarmd.faults.check;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Stretches of versions, each from after one version up to another, joined where they meet. Not thread-safe. */
final class Spans {

  private final NavigableMap<Long, Long> ends = new TreeMap<>();

  void add(long after, long upTo) {
    if (upTo <= after) {
      return;
    }
    long start = after;
    long end = upTo;
    Map.Entry<Long, Long> met = ends.floorEntry(end);
    while (met != null && met.getValue() >= start) {
      ends.remove(met.getKey());
      start = Math.min(start, met.getKey());
      end = Math.max(end, met.getValue());
      met = ends.floorEntry(end);
    }
    ends.put(start, end);
  }

  /** Where the first begins; 0 when there is none. */
  long first() {
    return ends.isEmpty() ? 0 : ends.firstKey();
  }

  boolean holds(long version) {
    return cover(version - 1, version);
  }

  boolean cover(long after, long upTo) {
    Map.Entry<Long, Long> span = ends.floorEntry(after);
    return span != null && span.getValue() >= upTo;
  }
}
