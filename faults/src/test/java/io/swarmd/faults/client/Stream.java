package io.swarmd.faults.client;

import io.swarmd.faults.history.Answer;
import io.swarmd.faults.history.Told;
import io.swarmd.faults.history.Watching;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One watch stream while it is written down. Any thread may call. */
final class Stream {

  private final String watcher;
  private final String manager;
  private final long resumedFrom;
  private final List<Told> told = new ArrayList<>();
  private Optional<Answer.Refused> ending = Optional.empty();

  Stream(String watcher, String manager, long resumedFrom) {
    this.watcher = watcher;
    this.manager = manager;
    this.resumedFrom = resumedFrom;
  }

  synchronized void tell(Told message) {
    told.add(message);
  }

  synchronized void end(Answer.Refused how) {
    ending = Optional.of(how);
  }

  /** As it is now. */
  synchronized Watching watching() {
    return new Watching(watcher, manager, resumedFrom, List.copyOf(told), ending);
  }

  synchronized long reached() {
    return told.isEmpty() ? resumedFrom : told.getLast().version();
  }
}
