package io.swarmd.faults.history;

import java.util.List;
import java.util.Optional;

/**
 * One watch stream on all objects, from its beginning to its end.
 *
 * @param resumedFrom the version after which it was to begin
 * @param ending what ended it; empty when it was still open at the end of the history
 */
public record Watching(
    String watcher, String manager, long resumedFrom, List<Told> told, Optional<Answer.Refused> ending) {

  /** The version this stream knows everything up to. */
  public long reached() {
    return told.isEmpty() ? resumedFrom : told.getLast().version();
  }
}
