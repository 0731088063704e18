package io.swarmd.orchestrator;

import io.swarmd.orchestrator.restart.DelayedStarts;
import io.swarmd.orchestrator.restart.RestartHistories;
import io.swarmd.orchestrator.work.Worklist;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the task-making loop remembers between its calls; begun anew at each start.
 *
 * @param globals ids of the global services and jobs, whose slots come and go with the nodes
 */
record Memory(Worklist work, DelayedStarts starts, RestartHistories histories, Set<String> globals) {

  Memory() {
    this(new Worklist(), new DelayedStarts(), new RestartHistories(), new LinkedHashSet<>());
  }
}
