package io.swarmd.store.simulated;

import io.swarmd.store.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The committed entries and the state after each, of which only the last ones are kept, as a real log purges the
 * others: who lacks more than those is given a snapshot. Members that come to different states after the same entry are
 * found out here.
 */
final class LogHistory {

  /** How many entries are kept, beside those that nobody has applied yet. */
  static final int KEPT = 500;

  /** The entries after the first image. */
  private final List<LogRecord> entries = new ArrayList<>();
  private final List<LogImage> images = new ArrayList<>(List.of(LogImage.EMPTY));
  private int purged;

  void commit(LogRecord record) {
    entries.add(record);
  }

  /** How many entries were ever committed. */
  int size() {
    return purged + entries.size();
  }

  /** The oldest state that is kept: nobody can start from an older one. */
  int first() {
    return purged;
  }

  /** The newest state that any member has come to. */
  int known() {
    return purged + images.size() - 1;
  }

  /** The entry after so many. */
  LogRecord entry(int index) {
    return entries.get(index - purged);
  }

  LogImage image(int index) {
    return images.get(index - purged);
  }

  /** A member came to this after so many entries. */
  void applied(int index, ReplicatedLog.Applied applied) {
    if (index == known() + 1) {
      images.add(images.getLast().after(applied));
      purge();
    }
    if (index < purged) {
      return;
    }
    LogImage first = image(index);
    if (first.version() != applied.version() || !first.digest().equals(applied.digest())) {
      throw new AssertionError("members part at entry " + index + ": version " + first.version() + " and digest "
          + first.digest() + " against " + applied.version() + " and " + applied.digest());
    }
  }

  private void purge() {
    if (images.size() > 2 * KEPT) {
      images.subList(0, KEPT).clear();
      entries.subList(0, KEPT).clear();
      purged += KEPT;
    }
  }
}
