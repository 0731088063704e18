package io.swarmd.orchestrator;

import io.swarmd.orchestrator.job.JobTally;
import io.swarmd.orchestrator.restart.DelayedStarts;
import io.swarmd.orchestrator.restart.RestartHistories;
import io.swarmd.orchestrator.work.Worklist;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the task-making loop remembers between its calls; begun anew at each start.
 *
 * @param globals ids of the global services and jobs, whose slots come and go with the nodes
 * @param tallies of the replicated jobs that were reconciled, by service id
 */
record Memory(Worklist work, DelayedStarts starts, RestartHistories histories, Set<String> globals,
    Map<String, JobTally> tallies) {

  Memory() {
    this(new Worklist(), new DelayedStarts(), new RestartHistories(), new LinkedHashSet<>(), new HashMap<>());
  }
}
