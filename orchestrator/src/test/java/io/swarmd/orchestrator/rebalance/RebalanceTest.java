package io.swarmd.orchestrator.rebalance;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.LoopRig;
import io.swarmd.orchestrator.TaskOrchestrator;
import io.swarmd.orchestrator.Things;
import io.swarmd.store.Table;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tasks that move to nodes which came, seen in the store; the test is scheduler and agents. */
class RebalanceTest {

  private LoopRig rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(1)));
  private final Set<String> full = new HashSet<>();
  private int leastRunning;

  private static UpdateConfig.Builder config(UpdateOrder order, int parallelism) {
    return UpdateConfig.newBuilder().setOrder(order).setParallelism(parallelism);
  }

  private static Service labelled(int replicas, UpdateConfig.Builder config) {
    Service.Builder service = replicated("s", replicas).toBuilder();
    service.getSpecBuilder().setUpdate(config).getAnnotationsBuilder().putLabels("swarmd.rebalance", "true");
    return service.build();
  }

  /** Runs the tasks of the service in turn on the nodes there are. */
  private void given(Service service, String... nodes) {
    rig.given(service);
    for (String node : nodes) {
      rig.given(node(node));
    }
    int replicas = (int) service.getSpec().getReplicated().getReplicas();
    for (int slot = 1; slot <= replicas; slot++) {
      rig.given(running(service, "t" + slot, slot, nodes[slot % nodes.length]));
    }
    leastRunning = replicas;
    rig.start().pass(Duration.ofMinutes(1));
    assertThat(rig.unitsSeen()).isZero();
  }

  private boolean agentsAct() {
    for (Task task : rig.tasks("s").toList()) {
      leastRunning = Math.min(leastRunning, up().size());
      if (!task.getNodeId().isEmpty() && !alive(task.getNodeId()) || task.getNodeId().isEmpty() && nobodyIsAlive()) {
        continue;
      }
      if (!TaskStates.wanted(task) && !TaskStates.terminal(task)) {
        report(task, TaskState.SHUTDOWN);
        return true;
      } else if (TaskStates.wanted(task) && TaskStates.unassigned(task) && !full.contains(task.getNodeId())) {
        rig.update(Table.TASK, task.getId(), now -> Things.observed(now, TaskState.ASSIGNED).toBuilder()
            .setNodeId(now.getNodeId().isEmpty() ? emptiest() : now.getNodeId()).build()).settle();
        return true;
      } else if (TaskStates.wanted(task) && TaskStates.unassigned(task) && task.getStatus().getErr().isEmpty()) {
        rig.update(Table.TASK, task.getId(), now -> now.toBuilder().setStatus(
            now.getStatus().toBuilder().setErr("insufficient resources on 1 node")).build()).settle();
        return true;
      } else if (TaskStates.onAgent(task) && TaskStates.observed(task) < task.getDesiredStateValue()) {
        report(task, task.getDesiredState());
        return true;
      }
    }
    return false;
  }

  private void report(Task task, TaskState state) {
    rig.report(task.getId(), state).settle();
  }

  private String emptiest() {
    Map<String, Long> spread = spread();
    return rig.view().all(Table.NODE).stream().map(Node::getId).filter(this::alive)
        .min((a, b) -> Long.compare(spread.getOrDefault(a, 0L), spread.getOrDefault(b, 0L))).orElseThrow();
  }

  private boolean alive(String node) {
    return rig.view().get(Table.NODE, node).filter(there -> there.getStatus().getState() == State.READY).isPresent();
  }

  private boolean nobodyIsAlive() {
    return rig.view().all(Table.NODE).stream().map(Node::getId).noneMatch(this::alive);
  }

  private void actUntilQuiet() {
    for (int rounds = 0; agentsAct(); rounds++) {
      assertThat(rounds).as("still at work").isLessThan(5_000);
    }
  }

  /** Lets agents act and time pass until nothing moves any more. */
  private void comeToRest() {
    for (int rounds = 0; rounds < 60; rounds++) {
      actUntilQuiet();
      rig.pass(Duration.ofSeconds(10));
    }
    long before = rig.unitsSeen();
    rig.pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).as("at rest").isEqualTo(before);
  }

  private List<Task> up() {
    return rig.wanted("s").stream().filter(task -> task.getStatus().getState() == TaskState.RUNNING).toList();
  }

  private Map<String, Long> spread() {
    return rig.wanted("s").stream()
        .collect(Collectors.groupingBy(Task::getNodeId, TreeMap::new, Collectors.counting()));
  }

  private void change(String node, State state, Availability availability) {
    rig.update(Table.NODE, node, now -> now.toBuilder().setStatus(now.getStatus().toBuilder().setState(state))
        .setSpec(now.getSpec().toBuilder().setAvailability(availability)).build());
  }

  @Test
  void tasksMoveToANodeThatCameOneAtATime() {
    given(labelled(6, config(UpdateOrder.STOP_FIRST, 1)), "n1", "n2");
    rig.create(node("n3")).pass(Rebalancer.CALM);
    assertThat(spread()).containsEntry("n3", 1L);
    assertThat(rig.wanted("s")).hasSize(7);
    comeToRest();
    assertThat(spread()).containsExactlyInAnyOrderEntriesOf(Map.of("n1", 2L, "n2", 2L, "n3", 2L));
    assertThat(leastRunning).isEqualTo(5);
    assertThat(rig.service("s").hasUpdateStatus()).isFalse();
  }

  @Test
  void startFirstNeverRunsLess() {
    given(labelled(8, config(UpdateOrder.START_FIRST, 2)), "n1", "n2");
    rig.create(node("n3"), node("n4"));
    comeToRest();
    assertThat(spread().values()).containsOnly(2L).hasSize(4);
    assertThat(leastRunning).isEqualTo(8);
  }

  @Test
  void atMostAsManyMoveAsUpdatesMayWorkOn() {
    given(labelled(12, config(UpdateOrder.STOP_FIRST, 3)), "n1");
    rig.create(node("n2")).pass(Rebalancer.CALM);
    assertThat(rig.wanted("s")).hasSize(15);
    comeToRest();
    assertThat(spread().values()).containsOnly(6L);
    assertThat(leastRunning).isGreaterThanOrEqualTo(9);
  }

  @Test
  void theDelayOfUpdatesPassesBetweenMoves() {
    UpdateConfig.Builder config = config(UpdateOrder.START_FIRST, 1)
        .setDelay(com.google.protobuf.Duration.newBuilder().setSeconds(60));
    given(labelled(4, config), "n1");
    rig.create(node("n2")).pass(Rebalancer.CALM);
    actUntilQuiet();
    assertThat(spread()).containsEntry("n2", 1L);
    rig.pass(Duration.ofSeconds(59));
    actUntilQuiet();
    assertThat(spread()).containsEntry("n2", 1L);
    rig.pass(Duration.ofSeconds(1));
    actUntilQuiet();
    assertThat(spread()).containsEntry("n2", 2L);
  }

  @Test
  void whoDoesNotAskStaysWhereItIs() {
    Service.Builder silent = labelled(6, config(UpdateOrder.STOP_FIRST, 1)).toBuilder();
    silent.getSpecBuilder().getAnnotationsBuilder().clearLabels();
    given(silent.build(), "n1", "n2");
    rig.create(node("n3")).pass(Duration.ofHours(1));
    assertThat(rig.unitsSeen()).isZero();
  }

  @Test
  void aNodeThatComesBackIsANewOne() {
    given(labelled(4, config(UpdateOrder.STOP_FIRST, 1)), "n1", "n2");
    change("n2", State.DOWN, Availability.ACTIVE);
    comeToRest();
    assertThat(spread().getOrDefault("n1", 0L) + spread().getOrDefault("n2", 0L)).isEqualTo(4);
    change("n2", State.READY, Availability.ACTIVE);
    comeToRest();
    assertThat(spread()).containsExactlyInAnyOrderEntriesOf(Map.of("n1", 2L, "n2", 2L));
  }

  @Test
  void aNodeThatTakesNoneIsTriedOnceUntilItChanges() {
    given(labelled(4, config(UpdateOrder.STOP_FIRST, 1)), "n1");
    full.add("n2");
    rig.create(node("n2"));
    comeToRest();
    assertThat(spread()).containsExactlyEntriesOf(Map.of("n1", 4L));
    assertThat(leastRunning).isEqualTo(4);
    full.clear();
    change("n2", State.READY, Availability.PAUSE);
    change("n2", State.READY, Availability.ACTIVE);
    comeToRest();
    assertThat(spread().values()).containsOnly(2L);
  }

  @Test
  void aNewcomerThatFailsLeavesTheOldTaskAlone() {
    given(labelled(2, config(UpdateOrder.STOP_FIRST, 1)), "n1");
    rig.create(node("n2")).pass(Rebalancer.CALM);
    Task newcomer = rig.wanted("s").stream().filter(task -> task.getNodeId().equals("n2")).findFirst().orElseThrow();
    report(newcomer, TaskState.ASSIGNED);
    report(newcomer, TaskState.REJECTED);
    comeToRest();
    assertThat(spread()).containsExactlyEntriesOf(Map.of("n1", 2L));
    assertThat(rig.task("t1").getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(rig.task("t2").getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  @Test
  void whenTheOldTaskFailsTheNewcomerStandsIn() {
    given(labelled(2, config(UpdateOrder.STOP_FIRST, 1)), "n1");
    rig.create(node("n2")).pass(Rebalancer.CALM);
    Task newcomer = rig.wanted("s").stream().filter(task -> task.getNodeId().equals("n2")).findFirst().orElseThrow();
    report(newcomer, TaskState.ASSIGNED);
    rig.report("t" + newcomer.getSlot(), TaskState.FAILED).settle();
    assertThat(rig.wanted("s")).hasSize(2);
    assertThat(rig.task(newcomer.getId()).getDesiredState()).isEqualTo(TaskState.RUNNING);
    comeToRest();
    assertThat(spread().values()).containsOnly(1L);
  }

  @Test
  void aNewLeaderGoesOnWithTheMove() {
    given(labelled(6, config(UpdateOrder.STOP_FIRST, 1)), "n1", "n2");
    rig.create(node("n3")).pass(Rebalancer.CALM);
    agentsAct();
    rig.start().settle();
    assertThat(rig.wanted("s")).hasSize(7);
    comeToRest();
    assertThat(spread().values()).containsOnly(2L);
    assertThat(rig.service("s").hasUpdateStatus()).isFalse();
  }

  @Test
  void anUpdateTakesOver() {
    given(labelled(6, config(UpdateOrder.STOP_FIRST, 2)), "n1", "n2");
    rig.create(node("n3")).pass(Rebalancer.CALM);
    rig.update(Table.SERVICE, "s", service -> Things.withImage(service, "image:2")).settle();
    comeToRest();
    assertThat(up()).hasSize(6).allMatch(task -> task.getSpec().getContainer().getImage().equals("image:2"));
    assertThat(rig.wanted("s")).hasSize(6);
  }

  @Property(tries = 150)
  void whateverComesAndGoesItEndsEvenAndStaysStill(@ForAll long seed) {
    Random random = new Random(seed);
    rig = new LoopRig(new TaskOrchestrator(new SimulatedEnvironment(seed)));
    UpdateOrder order = random.nextBoolean() ? UpdateOrder.START_FIRST : UpdateOrder.STOP_FIRST;
    given(labelled(1 + random.nextInt(9), config(order, random.nextInt(3))), "n1", "n2");
    rig.create(node("n3"), node("n4"));
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(8)) {
        case 0 -> change("n" + (1 + random.nextInt(4)), State.DOWN, Availability.ACTIVE);
        case 1, 2 -> change("n" + (1 + random.nextInt(4)), State.READY, Availability.ACTIVE);
        case 3 -> rig.pass(Duration.ofMillis(random.nextInt(20_000)));
        case 4 -> {
          if (random.nextInt(3) == 0) {
            rig.start();
          }
        }
        default -> agentsAct();
      }
    }
    for (int n = 1; n <= 4; n++) {
      change("n" + n, State.READY, Availability.ACTIVE);
    }
    comeToRest();
    long replicas = rig.service("s").getSpec().getReplicated().getReplicas();
    assertThat(up()).hasSize((int) replicas);
    assertThat(rig.wanted("s")).hasSize((int) replicas);
    assertThat(spread().values()).allMatch(count -> count <= (replicas + 3) / 4);
  }
}
