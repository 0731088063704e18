package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.globalJob;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicatedJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * From whatever happens to jobs, with units lost, late and in conflict and leaders changing in the middle: never do
 * more run at once than may, and once it stops every slot and every node comes to exactly one end, and then nothing is
 * written any more.
 */
class JobConvergenceTest {

  private static final List<String> NODES = List.of("n1", "n2", "n3");

  private LoopRig rig;
  private Random random;
  private int made;

  @Property(tries = 150)
  @Tag("convergence")
  void whateverHappensEveryJobComesToItsEnd(@ForAll long seed) {
    random = new Random(seed);
    made = 0;
    rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(seed)));
    NODES.forEach(id -> rig.given(node(id)));
    rig.start();
    for (int step = 0; step < 150; step++) {
      happen();
      rig.view().all(Table.SERVICE).forEach(this::assertNotTooMany);
    }
    NODES.forEach(this::bringBack);
    for (int rounds = 0; agentsAct() || rounds < 3; rounds++) {
      rig.pass(Duration.ofMinutes(2));
      assertThat(rounds).as("still at work").isLessThan(200);
    }
    rig.view().all(Table.SERVICE).forEach(this::assertDone);
    long before = rig.unitsSeen();
    rig.pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("at rest").isEqualTo(before);
    rig.start().pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("another leader finds nothing to do").isEqualTo(before);
  }

  private void happen() {
    switch (random.nextInt(14)) {
      case 0 -> createJob();
      case 1 -> anyOf(services(), job -> rig.update(Table.SERVICE, job.getId(), Things::again));
      case 2 -> changeNode();
      case 3, 4, 5, 6 -> anyOf(tasks(), this::progress);
      case 7 -> anyOf(tasks(), this::deleteIfAsked);
      case 8 -> {
        if (random.nextInt(4) == 0) {
          rig.start();
        }
      }
      case 9 -> anyOf(rig.inFlight(), unit -> rig.lose(unit, random.nextBoolean()));
      case 10 -> rig.pass(Duration.ofMillis(random.nextInt(20_000)));
      default -> anyOf(rig.inFlight(), rig::land);
    }
  }

  private List<Service> services() {
    return List.copyOf(rig.view().all(Table.SERVICE));
  }

  private List<Task> tasks() {
    return List.copyOf(rig.view().all(Table.TASK));
  }

  private <T> void anyOf(List<T> things, Consumer<T> action) {
    if (!things.isEmpty()) {
      action.accept(things.get(random.nextInt(things.size())));
    }
  }

  private void createJob() {
    if (services().size() < 3) {
      String id = "j" + made++;
      Service job = random.nextInt(3) == 0 ? globalJob(id) : replicatedJob(id, random.nextInt(4), random.nextInt(9));
      RestartCondition condition = random.nextBoolean() ? RestartCondition.ANY : RestartCondition.ON_FAILURE;
      rig.create(Things.withRestart(job, Things.restart(condition, Duration.ofMillis(random.nextInt(3) * 1_500L))));
    }
  }

  private void deleteIfAsked(Task task) {
    if (TaskStates.removable(task) || random.nextInt(8) == 0) {
      rig.write(tx -> tx.delete(Table.TASK, task.getId()));
    }
  }

  private void changeNode() {
    String id = NODES.get(random.nextInt(NODES.size()));
    if (rig.view().get(Table.NODE, id).isEmpty()) {
      rig.create(node(id));
    } else if (random.nextInt(4) == 0) {
      rig.write(tx -> tx.delete(Table.NODE, id));
    } else {
      State state = State.forNumber(random.nextInt(3));
      Availability availability = Availability.forNumber(random.nextInt(3));
      rig.update(Table.NODE, id, (Node now) ->
          node(id, state, availability).toBuilder().setMeta(now.getMeta()).build());
    }
  }

  private void bringBack(String id) {
    if (rig.view().get(Table.NODE, id).isEmpty()) {
      rig.create(node(id));
    } else {
      rig.update(Table.NODE, id, (Node now) -> node(id).toBuilder().setMeta(now.getMeta()).build());
    }
  }

  /** A scheduler places the task, or its agent takes a step with it, or loses it, or finds that it ended long ago. */
  private void progress(Task task) {
    if (TaskStates.unassigned(task)) {
      place(task);
    } else if (!TaskStates.terminal(task)) {
      boolean started = TaskStates.observed(task) == TaskState.RUNNING_VALUE;
      switch (random.nextInt(6)) {
        case 0 -> rig.report(task.getId(), TaskState.FAILED);
        case 1 -> rig.report(task.getId(), started ? TaskState.COMPLETE : TaskState.READY);
        default -> step(task);
      }
    }
  }

  private void step(Task task) {
    rig.report(task.getId(), !TaskStates.wanted(task) ? TaskState.SHUTDOWN : next(task));
  }

  private static TaskState next(Task task) {
    int observed = TaskStates.observed(task);
    if (observed < TaskState.READY_VALUE || task.getDesiredState() == TaskState.READY) {
      return TaskState.READY;
    }
    return observed < TaskState.RUNNING_VALUE ? TaskState.RUNNING : TaskState.COMPLETE;
  }

  private void place(Task task) {
    String nodeId = task.getNodeId().isEmpty() ? NODES.get(random.nextInt(NODES.size())) : task.getNodeId();
    if (rig.view().get(Table.NODE, nodeId).filter(NodeFitness::takesTasks).isPresent()) {
      rig.update(Table.TASK, task.getId(), now -> Things.reported(
          now.toBuilder().setNodeId(nodeId).build(), TaskState.ASSIGNED, rig.now()));
    }
  }

  /** Everybody does what he is told; false when nobody was told anything. */
  private boolean agentsAct() {
    boolean acted = false;
    for (Task task : tasks()) {
      boolean held = task.getDesiredState() == TaskState.READY && task.getStatus().getState() == TaskState.READY;
      boolean stopped = !TaskStates.wanted(task) && TaskStates.unassigned(task);
      if (TaskStates.terminal(task) || held || stopped) {
        continue;
      }
      acted = true;
      if (TaskStates.unassigned(task)) {
        place(task);
      } else {
        step(task);
      }
    }
    return acted;
  }

  private List<Task> now(Service job) {
    return tasks().stream().filter(task -> task.getServiceId().equals(job.getId())
        && task.getJobIteration().equals(job.getJobStatus().getJobIteration())).toList();
  }

  private void assertNotTooMany(Service job) {
    List<Task> live =
        now(job).stream().filter(task -> TaskStates.wanted(task) && !TaskStates.completed(task)).toList();
    if (ServiceMode.of(job) == ServiceMode.GLOBAL_JOB) {
      assertThat(live).extracting(Task::getNodeId).doesNotHaveDuplicates();
    } else {
      assertThat(live).hasSizeLessThanOrEqualTo((int) job.getSpec().getReplicatedJob().getMaxConcurrent())
          .extracting(Task::getSlot).doesNotHaveDuplicates();
    }
  }

  private void assertDone(Service job) {
    List<Task> done = now(job).stream()
        .filter(task -> TaskStates.completed(task) && !TaskStates.leaving(task)).toList();
    assertThat(now(job)).as("nothing lives on")
        .noneMatch(task -> TaskStates.wanted(task) && !TaskStates.completed(task));
    assertThat(tasks()).filteredOn(task -> task.getServiceId().equals(job.getId())).as("older iterations go")
        .allMatch(task -> TaskStates.leaving(task) || now(job).contains(task));
    if (ServiceMode.of(job) == ServiceMode.GLOBAL_JOB) {
      assertThat(done).extracting(Task::getNodeId).containsAll(NODES);
      return;
    }
    long total = job.getSpec().getReplicatedJob().getMaxConcurrent() == 0
        ? done.size() : job.getSpec().getReplicatedJob().getTotalCompletions();
    assertThat(done.stream().map(Task::getSlot).distinct().sorted())
        .containsExactlyElementsOf(LongStream.range(0, total).boxed().toList());
  }
}
