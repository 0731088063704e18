package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.global;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.updated;
import static io.swarmd.orchestrator.Things.withImage;
import static io.swarmd.orchestrator.Things.withReplicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.RestartPolicy.RestartCondition;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * From whatever happens, in whatever order, with units lost, late and in conflict and leaders changing in the middle:
 * once it stops, every service comes to what it asks for, and then nothing is written any more.
 */
class ConvergenceTest {

  private static final List<String> NODES = List.of("n1", "n2", "n3", "n4");

  private LoopRig rig;
  private Random random;
  private int made;

  @Property(tries = 150)
  @Tag("convergence")
  void whateverHappensItComesToRestWhereItShould(@ForAll long seed) {
    random = new Random(seed);
    made = 0;
    rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(seed)));
    NODES.forEach(id -> rig.given(node(id)));
    rig.start();
    for (int step = 0; step < 120; step++) {
      happen();
    }
    NODES.forEach(this::bringBack);
    for (int rounds = 0; agentsAct() || rounds < 3; rounds++) {
      rig.pass(Duration.ofMinutes(2));
      assertThat(rounds).as("still at work").isLessThan(200);
    }
    rig.view().all(Table.SERVICE).forEach(this::assertMet);
    assertThat(rig.view().all(Table.TASK)).filteredOn(TaskStates::wanted)
        .allMatch(task -> rig.view().get(Table.SERVICE, task.getServiceId()).isPresent());
    long before = rig.unitsSeen();
    rig.pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("at rest").isEqualTo(before);
    rig.start().pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("another leader finds nothing to do").isEqualTo(before);
  }

  private void happen() {
    switch (random.nextInt(16)) {
      case 0 -> createService();
      case 1, 2 -> changeService();
      case 3 -> anyOf(List.copyOf(rig.view().all(Table.SERVICE)), service -> {
        if (random.nextInt(3) == 0) {
          rig.write(tx -> tx.delete(Table.SERVICE, service.getId()));
        }
      });
      case 4 -> changeNode();
      case 5 -> anyOf(List.copyOf(rig.view().all(Table.TASK)), task -> {
        // A live task of a global service would stay away until the next reconcile: it is not meant to come back.
        if (random.nextInt(4) == 0 && !(task.getSlot() == 0 && TaskStates.wanted(task))) {
          rig.write(tx -> tx.delete(Table.TASK, task.getId()));
        }
      });
      case 6, 7, 8 -> anyOf(List.copyOf(rig.view().all(Table.TASK)), this::progress);
      case 9 -> {
        if (random.nextInt(4) == 0) {
          rig.start();
        }
      }
      case 10 -> anyOf(rig.inFlight(), unit -> rig.lose(unit, random.nextBoolean()));
      case 11 -> rig.pass(Duration.ofMillis(random.nextInt(20_000)));
      default -> anyOf(rig.inFlight(), rig::land);
    }
    invariants();
  }

  private <T> void anyOf(List<T> things, java.util.function.Consumer<T> action) {
    if (!things.isEmpty()) {
      action.accept(things.get(random.nextInt(things.size())));
    }
  }

  private void createService() {
    if (rig.view().all(Table.SERVICE).size() >= 3) {
      return;
    }
    String id = "s" + made++;
    Service service = random.nextInt(3) == 0 ? global(id) : replicated(id, random.nextInt(6));
    UpdateConfig.Builder config = UpdateConfig.newBuilder().setParallelism(random.nextInt(3))
        .setFailureAction(FailureAction.CONTINUE)
        .setOrder(random.nextBoolean() ? UpdateOrder.START_FIRST : UpdateOrder.STOP_FIRST);
    Service.Builder varied = service.toBuilder();
    varied.getSpecBuilder().setUpdate(config).getTaskBuilder()
        .setRestart(Things.restart(RestartCondition.ANY, Duration.ofMillis(random.nextInt(3) * 1_500L)));
    rig.create(varied.build());
  }

  private void changeService() {
    anyOf(List.copyOf(rig.view().all(Table.SERVICE)), service -> rig.update(Table.SERVICE, service.getId(), now -> {
      if (random.nextBoolean() && ServiceMode.of(now) == ServiceMode.REPLICATED) {
        return withReplicas(now, random.nextInt(6));
      }
      return random.nextInt(4) == 0
          ? updated(now, now.getSpec().toBuilder()) : withImage(now, "image:" + random.nextInt(4));
    }));
  }

  private void changeNode() {
    String id = NODES.get(random.nextInt(NODES.size()));
    if (rig.view().get(Table.NODE, id).isEmpty()) {
      rig.create(node(id));
    } else if (random.nextInt(4) == 0) {
      rig.write(tx -> tx.delete(Table.NODE, id));
    } else {
      State state = random.nextBoolean() ? State.READY : State.DOWN;
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

  /** A scheduler places the task, or its agent takes a step with it or loses it. */
  private void progress(Task task) {
    int observed = TaskStates.observed(task);
    if (TaskStates.terminal(task)) {
      return;
    }
    if (TaskStates.unassigned(task)) {
      place(task);
    } else if (random.nextInt(6) == 0) {
      rig.report(task.getId(), TaskState.FAILED);
    } else if (!TaskStates.wanted(task)) {
      rig.report(task.getId(), TaskState.SHUTDOWN);
    } else if (observed < TaskState.READY_VALUE) {
      rig.report(task.getId(), TaskState.READY);
    } else if (observed < task.getDesiredStateValue()) {
      rig.report(task.getId(), TaskState.RUNNING);
    }
  }

  private void place(Task task) {
    String nodeId = task.getNodeId().isEmpty() ? NODES.get(random.nextInt(NODES.size())) : task.getNodeId();
    if (rig.view().get(Table.NODE, nodeId).filter(NodeFitness::holdsGlobalTasks).isPresent()) {
      rig.update(Table.TASK, task.getId(), now -> Things.reported(
          now.toBuilder().setNodeId(nodeId).build(), TaskState.ASSIGNED, rig.now()));
    }
  }

  /** Everybody does what he is told; false when nobody was told anything. */
  private boolean agentsAct() {
    boolean acted = false;
    for (Task task : List.copyOf(rig.view().all(Table.TASK))) {
      boolean ended = TaskStates.terminal(task);
      boolean told = TaskStates.wanted(task)
          ? TaskStates.observed(task) < Math.max(task.getDesiredStateValue(), TaskState.READY_VALUE)
          : TaskStates.onAgent(task);
      if (ended || !told) {
        continue;
      }
      acted = true;
      if (TaskStates.unassigned(task)) {
        place(task);
      } else {
        rig.report(task.getId(), !TaskStates.wanted(task) ? TaskState.SHUTDOWN
            : TaskState.forNumber(task.getDesiredStateValue()));
      }
    }
    return acted;
  }

  /** What holds at every moment: no two tasks meant to run in a slot, unless its service is being updated. */
  private void invariants() {
    rig.view().all(Table.SERVICE).stream().filter(service -> !service.hasPreviousSpec()).forEach(service ->
        assertThat(rig.wanted(service.getId())).doesNotHaveDuplicates()
            .extracting(io.swarmd.model.task.Slot::of).doesNotHaveDuplicates());
  }

  private void assertMet(Service service) {
    List<Task> wanted = rig.wanted(service.getId());
    if (ServiceMode.of(service) == ServiceMode.GLOBAL) {
      assertThat(wanted).extracting(Task::getNodeId).containsExactlyElementsOf(NODES);
    } else {
      assertThat(wanted).extracting(Task::getSlot).doesNotHaveDuplicates()
          .hasSize((int) service.getSpec().getReplicated().getReplicas());
    }
    assertThat(wanted).allSatisfy(task -> {
      assertThat(task.getStatus().getState()).isEqualTo(TaskState.RUNNING);
      assertThat(task.getSpec()).isEqualTo(service.getSpec().getTask());
    });
  }
}
