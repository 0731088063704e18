package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Whether a job has come to its end (orchestration sheet, section 7): each slot, or each node that may take it, has run
 * to its end, or has failed as often as it may, or cannot be run as things are; and nothing is left of earlier
 * iterations.
 */
final class JobGoal {

  private final StoreView view;
  private final Service job;
  private final ServiceMode mode;
  private final List<Task> counted;
  private final boolean waits;

  JobGoal(StoreView view, Claims claims, Service job) {
    this.view = view;
    this.job = job;
    this.mode = ServiceMode.of(job);
    this.counted = view.find(Index.TASK_BY_SERVICE, job.getId()).stream()
        .filter(task -> task.getJobIteration().equals(job.getJobStatus().getJobIteration())).toList();
    this.waits = Waiting.rightly(view, claims, job, counted.stream().filter(JobGoal::live).toList());
  }

  private static boolean live(Task task) {
    return TaskStates.wanted(task) && !TaskStates.completed(task);
  }

  Optional<String> missing() {
    return earlier().or(mode == ServiceMode.REPLICATED_JOB ? this::slots : this::nodes)
        .map(text -> job.getSpec().getAnnotations().getName() + " (" + job.getId() + ") " + text);
  }

  private Optional<String> earlier() {
    return view.find(Index.TASK_BY_SERVICE, job.getId()).stream()
        .filter(task -> !counted.contains(task) && !TaskStates.leaving(task)).findFirst()
        .map(task -> "has from an earlier iteration " + TaskRules.told(task));
  }

  private Optional<String> slots() {
    ReplicatedJob asked = job.getSpec().getReplicatedJob();
    Set<Long> settled = in(this::settles).stream().map(Slot::number).collect(Collectors.toCollection(TreeSet::new));
    Set<Long> live = in(JobGoal::live).stream().map(Slot::number).collect(Collectors.toCollection(TreeSet::new));
    Set<Long> all = LongStream.range(0, asked.getMaxConcurrent() == 0 ? 0 : asked.getTotalCompletions()).boxed()
        .collect(Collectors.toCollection(TreeSet::new));
    boolean over = settled.containsAll(all) && live.isEmpty();
    return over || waits && all.containsAll(live) ? Optional.empty()
        : Optional.of("settled " + settled + ", runs " + live + ", and is to come to " + all);
  }

  private Optional<String> nodes() {
    Set<String> settled = in(this::settles).stream().map(Slot::nodeId).collect(Collectors.toCollection(TreeSet::new));
    Set<String> live = in(JobGoal::live).stream().map(Slot::nodeId).collect(Collectors.toCollection(TreeSet::new));
    Set<String> all = view.all(Table.NODE).stream().filter(this::suits).map(Node::getId)
        .collect(Collectors.toCollection(TreeSet::new));
    Set<String> looked = new TreeSet<>(settled);
    looked.addAll(live);
    return looked.containsAll(all) && (live.isEmpty() || waits && all.containsAll(live)) ? Optional.empty()
        : Optional.of("settled on " + settled + ", runs on " + live + ", and is to run on " + all);
  }

  private boolean suits(Node node) {
    return NodeFitness.takesTasks(node) && Placement.meets(job, node);
  }

  private Set<Slot> in(Predicate<Task> which) {
    return counted.stream().filter(which).map(task -> Slot.of(task, mode)).collect(Collectors.toSet());
  }

  /** Whether the task ran to its end, or was told to stop and may have no replacement. */
  private boolean settles(Task task) {
    RestartPolicy policy = task.getSpec().getRestart();
    boolean last = task.getSpec().hasRestart()
        && (policy.getCondition() == RestartCondition.NONE || policy.getMaxAttempts() > 0);
    boolean done = TaskStates.completed(task) || last && !TaskStates.wanted(task);
    return done && !TaskStates.leaving(task);
  }
}
