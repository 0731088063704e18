package io.swarmd.orchestrator;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.replicatedJob;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.withImage;
import static io.swarmd.orchestrator.Things.withReplicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.orchestrator.reaper.TaskReaper;
import io.swarmd.store.ControlLoop;
import io.swarmd.store.Index;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.local.LocalStore;
import io.swarmd.store.simulated.LogFaults;
import io.swarmd.store.simulated.SimulatedGroup;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/** The loops on real stores over the simulated log, led now by one manager and now by another. */
class OverTheLogTest {

  private static final List<String> NODES = List.of("n1", "n2", "n3");
  private static final int JOB_TOTAL = 10;

  private SimulatedEnvironment environment;

  /** Runs the loops on a store for as long as it leads. */
  private final class Leadership {

    private final LocalStore store;
    private final List<ControlLoopRunner> running = new ArrayList<>();

    Leadership(LocalStore store, int member) {
      this.store = store;
      EventLoop loop = environment.newLoop("leadership-" + member);
      store.onLeadership(loop, term -> {
        running.forEach(ControlLoopRunner::close);
        running.clear();
        term.ifPresent(won -> List.of(new TaskOrchestrator(environment), new TaskReaper())
            .forEach(control -> running.add(start(store, control, won))));
      });
    }

    Optional<Store> leading() {
      return store.leading().map(term -> store);
    }
  }

  private ControlLoopRunner start(Store store, ControlLoop control, long term) {
    EventLoop loop = environment.newLoop(control.name());
    return ControlLoopRunner.start(environment, store, control, loop, term, Metrics.NONE);
  }

  @Example
  void aServiceComesUpWithOneRoundOfUnits() {
    environment = new SimulatedEnvironment(1);
    StoreFixture fixture = StoreFixture.leading(environment);
    start(fixture.store(), new TaskOrchestrator(environment), fixture.term());
    fixture.commit(replicated("s", 2_000));
    environment.runDue();
    assertThat(fixture.view().all(Table.TASK)).hasSize(2_000);
    assertThat(fixture.view().all(Table.TASK).stream().map(Slot::of).distinct()).hasSize(2_000);
    fixture.update(tx -> tx.update(Table.SERVICE, withReplicas(tx.get(Table.SERVICE, "s").orElseThrow(), 500)));
    environment.runDue();
    assertThat(fixture.view().all(Table.TASK).stream().filter(TaskStates::wanted)).hasSize(500);
  }

  @Example
  @Tag("orchestration-95")
  void theTasksOfARemovedServiceWaitForANodeThatIsDown() {
    environment = new SimulatedEnvironment(1);
    StoreFixture fixture = StoreFixture.leading(environment);
    start(fixture.store(), new TaskOrchestrator(environment), fixture.term());
    start(fixture.store(), new TaskReaper(), fixture.term());
    Service service = replicated("s", 1);
    fixture.commit(node("n1", State.DOWN, Availability.ACTIVE), service, running(service, "t", 1, "n1"));
    fixture.update(tx -> {
      tx.delete(Table.SERVICE, "s");
      return tx;
    });
    environment.runFor(Duration.ofHours(1));
    assertThat(fixture.get(Table.TASK, "t").getDesiredState()).isEqualTo(TaskState.REMOVE);
    fixture.update(tx -> tx.update(Table.TASK,
        reported(tx.get(Table.TASK, "t").orElseThrow(), TaskState.ORPHANED)));
    environment.runFor(Duration.ofSeconds(1));
    assertThat(fixture.view().all(Table.TASK)).isEmpty();
  }

  @Example
  @Tag("orchestration-42")
  void onlyTheManagerThatLeadsRunsJobs() {
    environment = new SimulatedEnvironment(1);
    SimulatedGroup group = new SimulatedGroup(environment, 3, LogFaults.NONE);
    List<Leadership> managers = IntStream.range(0, 3)
        .mapToObj(i -> new Leadership(LocalStore.start(environment, group.log(i), Metrics.NONE), i)).toList();
    for (int round = 0; round < 6; round++) {
      String job = "j" + round;
      group.elect(round % 2);
      environment.runFor(Duration.ofSeconds(1));
      assertThat(managers).filteredOn(manager -> !manager.running.isEmpty()).hasSize(1)
          .allMatch(manager -> manager.leading().isPresent());
      propose(managers, store -> store.update(tx -> tx.create(Table.SERVICE, replicatedJob(job, 2, 2))));
      environment.runFor(Duration.ofSeconds(1));
      assertThat(leader(managers).orElseThrow().view().find(Index.TASK_BY_SERVICE, job))
          .extracting(Task::getSlot).containsExactlyInAnyOrder(0L, 1L);
    }
  }

  @Property(tries = 15)
  @Tag("convergence")
  void throughAllTheLogMayDoItComesToRestWhereItShould(@ForAll long seed) {
    environment = new SimulatedEnvironment(seed);
    SimulatedGroup group = new SimulatedGroup(environment, 3, LogFaults.WILD);
    List<Leadership> managers = IntStream.range(0, 3)
        .mapToObj(i -> new Leadership(LocalStore.start(environment, group.log(i), Metrics.NONE), i)).toList();
    group.elect(0);
    environment.runFor(Duration.ofSeconds(1));
    while (leader(managers).filter(store -> store.view().get(Table.SERVICE, "s").isPresent()).isEmpty()) {
      propose(managers, OverTheLogTest::createAll);
      environment.runFor(Duration.ofSeconds(1));
    }
    for (int round = 0; round < 30; round++) {
      disturb(group, managers);
      agentsAct(managers);
      environment.runFor(Duration.ofMillis(environment.random().nextInt(1_500)));
    }
    group.elect(1);
    for (int round = 0; round < 60; round++) {
      agentsAct(managers);
      environment.runFor(Duration.ofSeconds(10));
    }
    assertMet(leader(managers).orElseThrow().view());
  }

  private static void createAll(Store store) {
    store.update(tx -> {
      NODES.forEach(id -> tx.create(Table.NODE, node(id)));
      Service.Builder service = replicated("s", 12).toBuilder();
      service.getSpecBuilder().setUpdate(UpdateConfig.newBuilder().setParallelism(4));
      tx.create(Table.SERVICE, replicatedJob("j", 3, JOB_TOTAL));
      return tx.create(Table.SERVICE, service.build());
    });
  }

  private static Optional<Store> leader(List<Leadership> managers) {
    return managers.stream().flatMap(manager -> manager.leading().stream()).findFirst();
  }

  private void disturb(SimulatedGroup group, List<Leadership> managers) {
    switch (environment.random().nextInt(5)) {
      case 0 -> group.elect(environment.random().nextInt(3));
      case 1 -> change(managers, service -> withReplicas(service, environment.random().nextInt(20)));
      case 2 -> change(managers, service -> withImage(service, "image:" + environment.random().nextInt(5)));
      default -> { }
    }
  }

  private void change(List<Leadership> managers, java.util.function.UnaryOperator<Service> change) {
    propose(managers, store -> store.update(tx -> tx.get(Table.SERVICE, "s")
        .map(service -> tx.update(Table.SERVICE, change.apply(service)))));
  }

  /** What becomes of it is nobody's concern here. */
  private static void propose(List<Leadership> managers, java.util.function.Consumer<Store> write) {
    leader(managers).ifPresent(write);
  }

  /** Scheduler and agents take every task one step further. */
  private void agentsAct(List<Leadership> managers) {
    propose(managers, store -> store.view().all(Table.TASK).forEach(task -> store.update(tx ->
        tx.get(Table.TASK, task.getId()).flatMap(this::step).map(next -> tx.update(Table.TASK, next)))));
  }

  private Optional<Task> step(Task task) {
    if (TaskStates.terminal(task)) {
      return Optional.empty();
    }
    if (!TaskStates.wanted(task)) {
      return TaskStates.unassigned(task) ? Optional.empty() : Optional.of(reported(task, TaskState.SHUTDOWN));
    }
    if (TaskStates.unassigned(task)) {
      return Optional.of(reported(task.toBuilder().setNodeId(NODES.get(environment.random().nextInt(3))).build(),
          TaskState.READY));
    }
    boolean runs = TaskStates.observed(task) == TaskState.RUNNING_VALUE;
    return TaskStates.observed(task) < task.getDesiredStateValue()
        ? Optional.of(reported(task, runs ? TaskState.COMPLETE : TaskState.RUNNING)) : Optional.empty();
  }

  private Task reported(Task task, TaskState state) {
    return Things.reported(task, state, environment.now());
  }

  private static void assertMet(StoreView view) {
    Service service = view.get(Table.SERVICE, "s").orElseThrow();
    List<Task> wanted =
        view.find(Index.TASK_BY_SERVICE, "s").stream().filter(TaskStates::wanted).toList();
    assertThat(wanted).extracting(Task::getSlot).doesNotHaveDuplicates()
        .hasSize((int) service.getSpec().getReplicated().getReplicas());
    assertThat(wanted).allSatisfy(task -> {
      assertThat(task.getStatus().getState()).isEqualTo(TaskState.RUNNING);
      assertThat(task.getSpec()).isEqualTo(service.getSpec().getTask());
    });
    assertThat(view.find(Index.TASK_BY_SERVICE, "j")).as("every slot of the job ran once")
        .hasSize(JOB_TOTAL).allMatch(TaskStates::completed).extracting(Task::getSlot).doesNotHaveDuplicates();
    assertThat(view.all(Table.TASK)).noneMatch(TaskStates::removable);
  }
}
