package io.swarmd.orchestrator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.orchestrator.TaskOrchestrator;
import io.swarmd.orchestrator.Things;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The loop that makes tasks in a world in which nodes and agents fare as chance has it, units are lost, late and in
 * conflict, and leaders change in the middle; until {@link #end}.
 */
final class Turmoil {

  static final List<String> NODES = List.of("n1", "n2", "n3", "n4");
  private static final int STEPS = 150;

  private final LoopRig rig;
  private final Random random;

  Turmoil(long seed) {
    random = new Random(seed);
    rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(seed)));
    NODES.forEach(id -> rig.given(Things.node(id)));
    rig.start();
  }

  LoopRig rig() {
    return rig;
  }

  Random random() {
    return random;
  }

  List<Service> services() {
    return List.copyOf(rig.view().all(Table.SERVICE));
  }

  List<Task> tasks() {
    return List.copyOf(rig.view().all(Table.TASK));
  }

  <T> void anyOf(Collection<T> things, Consumer<T> action) {
    if (!things.isEmpty()) {
      action.accept(List.copyOf(things).get(random.nextInt(things.size())));
    }
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /**
   * A history from its first step to its {@link #end}.
   *
   * @param wish what is asked for now and then
   * @param check what holds for each service after every step
   */
  void live(Runnable wish, Consumer<Service> check) {
    for (int step = 0; step < STEPS; step++) {
      if (oneIn(4)) {
        wish.run();
      } else {
        happen();
      }
      services().forEach(check);
    }
    end();
  }

  /** Something happens that nobody asked for, or something that was asked for goes on. */
  void happen() {
    rig.tick();
    switch (random.nextInt(12)) {
      case 0 -> changeNode();
      case 1, 2, 3, 4 -> anyOf(tasks(), this::progress);
      case 5 -> {
        if (oneIn(4)) {
          rig.start();
        }
      }
      case 6 -> anyOf(rig.inFlight(), unit -> rig.lose(unit, random.nextBoolean()));
      case 7 -> rig.pass(Duration.ofMillis(random.nextInt(20_000)));
      default -> anyOf(rig.inFlight(), rig::land);
    }
  }

  /** Somebody deletes a task. */
  void delete(Task task) {
    rig.write(tx -> tx.delete(Table.TASK, task.getId()));
  }

  private void changeNode() {
    String id = NODES.get(random.nextInt(NODES.size()));
    if (rig.view().get(Table.NODE, id).isEmpty()) {
      rig.create(Things.node(id));
    } else if (oneIn(4)) {
      rig.write(tx -> tx.delete(Table.NODE, id));
    } else {
      State state = State.forNumber(random.nextInt(3));
      set(id, Things.node(id, state, Availability.forNumber(random.nextInt(3))));
    }
  }

  private void set(String id, Node changed) {
    rig.update(Table.NODE, id, (Node now) -> changed.toBuilder().setMeta(now.getMeta()).build());
  }

  private void bringBack(String id) {
    if (rig.view().get(Table.NODE, id).isEmpty()) {
      rig.create(Things.node(id));
    } else {
      set(id, Things.node(id));
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
        default -> next(task).ifPresent(state -> rig.report(task.getId(), state));
      }
    }
  }

  /** What an agent that does as it is told reports next; empty when it has nothing to do about the task. */
  private static Optional<TaskState> next(Task task) {
    int observed = TaskStates.observed(task);
    if (!TaskStates.wanted(task)) {
      return Optional.of(TaskState.SHUTDOWN);
    }
    if (observed < TaskState.READY_VALUE) {
      return Optional.of(TaskState.READY);
    }
    if (task.getDesiredState() == TaskState.READY) {
      return Optional.empty();
    }
    if (observed < TaskState.RUNNING_VALUE) {
      return Optional.of(TaskState.RUNNING);
    }
    return task.hasJobIteration() ? Optional.of(TaskState.COMPLETE) : Optional.empty();
  }

  private void place(Task task) {
    String nodeId = task.getNodeId().isEmpty() ? NODES.get(random.nextInt(NODES.size())) : task.getNodeId();
    if (rig.view().get(Table.NODE, nodeId).filter(NodeFitness::takesTasks).isPresent()) {
      rig.update(Table.TASK, task.getId(), now -> Things.reported(
          now.toBuilder().setNodeId(nodeId).build(), TaskState.ASSIGNED, rig.now()));
    }
  }

  /** All nodes are there and take tasks, and everybody does what he is told, until there is nothing left to do. */
  void end() {
    NODES.forEach(this::bringBack);
    for (int rounds = 0; agentsAct() || rounds < 3; rounds++) {
      rig.pass(Duration.ofMinutes(2));
      assertThat(rounds).as("still at work").isLessThan(200);
    }
  }

  /** False when nobody was told anything. */
  private boolean agentsAct() {
    boolean acted = false;
    for (Task task : tasks()) {
      if (TaskStates.terminal(task)) {
        continue;
      }
      if (TaskStates.unassigned(task)) {
        acted |= TaskStates.wanted(task);
        if (TaskStates.wanted(task)) {
          place(task);
        }
      } else if (next(task).isPresent()) {
        rig.report(task.getId(), next(task).get());
        acted = true;
      }
    }
    return acted;
  }

  /** Nothing is written any more. */
  void assertStill() {
    long before = rig.unitsSeen();
    rig.pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("at rest").isEqualTo(before);
  }

  void assertAnotherLeaderFindsNothing() {
    long before = rig.unitsSeen();
    rig.start().pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("another leader finds nothing to do").isEqualTo(before);
  }
}
