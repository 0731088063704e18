package io.swarmd.orchestrator.job;

import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.Task;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How far a replicated job is in one iteration (orchestration sheet, 7.1). Kept up slot by slot, so that the end of a
 * task costs the same however many the job has. More tasks than may run are borne until they end (W2).
 *
 * <p>Holds a bit for each slot, and a number for each that lives or changed. For one thread.
 */
public final class JobTally {

  private final Iteration iteration;
  private final BitSet taken = new BitSet();
  private final Map<Long, Integer> livingIn = new HashMap<>();
  private final Set<Long> changed = new LinkedHashSet<>();
  private long living;

  public JobTally(Iteration iteration) {
    this.iteration = iteration;
  }

  public Iteration iteration() {
    return iteration;
  }

  /** Notes that a task of the slot came, went or changed. */
  public void change(long slot) {
    changed.add(slot);
  }

  /** Takes the slots that changed since the last call. */
  public List<Long> takeChanged() {
    List<Long> slots = List.copyOf(changed);
    changed.clear();
    return slots;
  }

  /**
   * Counts a slot as it is now.
   *
   * @param tasks all tasks of the slot
   * @param mayRestart whether the restart policy allows a replacement of the task
   */
  public void count(long slot, Collection<Task> tasks, Predicate<Task> mayRestart) {
    taken.set(Math.toIntExact(slot), Standing.of(tasks, iteration, mayRestart) != Standing.FREE);
    int here = (int) tasks.stream().filter(iteration::live).count();
    Integer before = here == 0 ? livingIn.remove(slot) : livingIn.put(slot, here);
    living += here - (before == null ? 0 : before);
  }

  /** The slots that get a task, the lowest first: as many as may run beside those that live, and as are left to do. */
  public List<Long> open(ReplicatedJob job) {
    long count = Math.min(job.getMaxConcurrent() - living, job.getTotalCompletions() - taken.cardinality());
    List<Long> open = new ArrayList<>();
    for (int slot = taken.nextClearBit(0); open.size() < count; slot = taken.nextClearBit(slot + 1)) {
      open.add((long) slot);
    }
    return open;
  }
}
