package io.swarmd.orchestrator;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.constraint.ServiceConstraints;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskTemplate;
import io.swarmd.orchestrator.job.Iteration;
import io.swarmd.orchestrator.job.JobSlotPlan;
import io.swarmd.orchestrator.job.JobTally;
import io.swarmd.orchestrator.job.NodeJobPlan;
import io.swarmd.orchestrator.restart.RestartPlan;
import io.swarmd.orchestrator.slot.Slots;
import io.swarmd.orchestrator.work.Landing;
import io.swarmd.orchestrator.work.Reason;
import io.swarmd.orchestrator.work.TaskMaker;
import io.swarmd.orchestrator.work.Writes;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Brings jobs to their end (orchestration sheet, section 7). A replicated job is reconciled when a task of it ends, for
 * what changed since it was last; a global one slot by slot. Nodes that are drained, down or gone lose the tasks of
 * jobs as they lose others (W21).
 */
final class JobKeeper {

  private final Memory memory;
  private final TaskMaker maker;
  private final SlotRestart restart;

  JobKeeper(Memory memory, TaskMaker maker, SlotRestart restart) {
    this.memory = memory;
    this.maker = maker;
    this.restart = restart;
  }

  /** Called only when nothing of the job is in flight. */
  void reconcile(Service job, StoreView view, Instant now) {
    if (ServiceMode.of(job) == ServiceMode.REPLICATED_JOB) {
      replicated(job, view, now);
      return;
    }
    TreeSet<String> nodes = new TreeSet<>();
    view.all(Table.NODE).forEach(node -> nodes.add(node.getId()));
    view.find(Index.TASK_BY_SERVICE, job.getId()).forEach(task -> nodes.add(task.getNodeId()));
    nodes.forEach(node -> memory.work().want(Slot.onNode(job.getId(), node), Reason.NODE));
  }

  private void replicated(Service job, StoreView view, Instant now) {
    JobTally tally = tally(job, view);
    for (long number : tally.takeChanged()) {
      Slot slot = Slot.numbered(job.getId(), number);
      Collection<Task> tasks = Slots.tasks(slot, view);
      tally.count(number, tasks, task -> mayRestart(job, task));
      if (!plan(job, tasks, view).isEmpty()) {
        memory.work().want(slot, Reason.CHECK);
      }
    }
    List<Long> open = tally.open(job.getSpec().getReplicatedJob());
    if (open.isEmpty()) {
      return;
    }
    TaskTemplate template = maker.template(job, view, now);
    List<Slot> slots = open.stream().map(number -> Slot.numbered(job.getId(), number)).toList();
    memory.work().launchAll(job.getId(), slots, (slot, later, at) -> {
      List<Unit.Write> writes = removal(plan(job, Slots.tasks(slot, later), later).remove());
      fill(job, slot, template, writes);
      return writes;
    });
  }

  /** In another iteration every slot that has a task is counted anew. */
  private JobTally tally(Service job, StoreView view) {
    JobTally known = memory.tallies().get(job.getId());
    if (known != null && known.iteration().equals(Iteration.of(job))) {
      return known;
    }
    JobTally tally = new JobTally(Iteration.of(job));
    view.find(Index.TASK_BY_SERVICE, job.getId()).forEach(task -> tally.change(task.getSlot()));
    memory.tallies().put(job.getId(), tally);
    return tally;
  }

  private JobSlotPlan plan(Service job, Collection<Task> tasks, StoreView view) {
    return JobSlotPlan.of(tasks, Iteration.of(job), task -> Slots.lostItsNode(task, view), this::waiting);
  }

  /** Looks at one slot of a job and sends at most one unit on its way. */
  void look(Service job, Slot slot, Collection<Task> tasks, StoreView view, Instant now) {
    if (ServiceMode.of(job) == ServiceMode.GLOBAL_JOB) {
      onNode(job, slot, tasks, view, now);
      return;
    }
    JobSlotPlan plan = plan(job, tasks, view);
    List<Unit.Write> writes = removal(plan.remove());
    writes.addAll(Writes.desire(plan.shutDown(), TaskState.SHUTDOWN));
    launch(job, slot, writes, plan.restart(), view, now);
  }

  private void onNode(Service job, Slot slot, Collection<Task> tasks, StoreView view, Instant now) {
    Optional<Node> node = view.get(Table.NODE, slot.nodeId());
    NodeJobPlan plan = NodeJobPlan.of(node, tasks, Iteration.of(job),
        ServiceConstraints.of(job.getSpec().getTask()), task -> mayRestart(job, task), this::waiting);
    List<Unit.Write> writes = removal(plan.remove());
    writes.addAll(Writes.desire(plan.shutDown(), TaskState.SHUTDOWN));
    if (plan.create()) {
      Task made = fill(job, slot, maker.template(job, view, now), writes);
      memory.work().launch(slot, writes, EnumSet.of(Reason.CHECK), another(made, slot, tasks, Iteration.of(job), now));
    } else {
      launch(job, slot, writes, plan.restart(), view, now);
    }
  }

  /**
   * A task that takes the place of one the node lost is another attempt, as it is in a replicated job, and as the next
   * leader will count it.
   */
  private Landing another(Task made, Slot slot, Collection<Task> before, Iteration iteration, Instant decided) {
    return before.stream().noneMatch(iteration::counts)
        ? Landing.NOTHING : (committed, at) -> memory.histories().restarted(made, slot, decided);
  }

  private void launch(Service job, Slot slot, List<Unit.Write> writes, List<Task> failed, StoreView view,
      Instant now) {
    if (!failed.isEmpty()) {
      RestartPlan plan = RestartPlan.of(failed, memory.histories().of(slot), id -> view.get(Table.NODE, id));
      restart.launch(job, slot, writes, plan, view, now);
    } else if (!writes.isEmpty()) {
      memory.work().launch(slot, writes, EnumSet.of(Reason.CHECK), Landing.NOTHING);
    }
  }

  /** The slot must be free once what the unit does before this is done. */
  private Task fill(Service job, Slot slot, TaskTemplate template, List<Unit.Write> writes) {
    Task made = maker.make(template, slot, TaskState.COMPLETE);
    writes.add(Writes.asksTheSame(job));
    writes.add(Writes.free(slot));
    writes.add(Writes.create(made));
    return made;
  }

  private static List<Unit.Write> removal(List<Task> leaving) {
    return new ArrayList<>(Writes.desire(leaving, TaskState.REMOVE));
  }

  private boolean mayRestart(Service job, Task task) {
    return memory.histories().of(Slot.of(task, ServiceMode.of(job))).allowsRestartOf(task);
  }

  private boolean waiting(Task task) {
    return memory.starts().waiting(task.getId());
  }
}
