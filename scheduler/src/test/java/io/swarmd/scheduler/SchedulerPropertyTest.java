package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.labelled;
import static io.swarmd.scheduler.Samples.memory;
import static io.swarmd.scheduler.Samples.moved;
import static io.swarmd.scheduler.Samples.node;
import static io.swarmd.scheduler.Samples.nodes;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.spread;
import static io.swarmd.scheduler.Samples.withHostPort;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.GenericResource;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.port.PortNumber;
import io.swarmd.model.resource.Available;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.Outcome;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import io.swarmd.store.state.StoreState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random histories: nodes and tasks come and go, proposals come late, fail, or are lost. */
class SchedulerPropertyTest {

  private static final int STEPS = 120;
  private static final int MEMORY = 10;
  private static final int CPUS = 7;
  private static final List<GenericResource> GPUS =
      List.of(GenericResources.named("gpu", "a"), GenericResources.named("gpu", "b"));
  private static final int FPGAS = 3;

  @Property(tries = 100)
  void nothingIsOvercommittedAndALateStartAddsNothing(@ForAll long seed) {
    Random random = new Random(seed);
    LoopOnState cluster = new LoopOnState(new Scheduler()).start();
    for (int s = 0; s < 6; s++) {
      cluster.put(Table.SERVICE, service("s" + s, 1));
    }
    for (int step = 0; step < STEPS; step++) {
      change(cluster, random);
      progress(cluster, random);
      assertNothingOvercommitted(cluster.state());
    }
    cluster.settle().pass(Duration.ofMillis(100)).settle();
    assertThat(new LoopOnState(new Scheduler(), cluster.state()).start().proposed())
        .as("one that starts now has nothing to add").isEmpty();
  }

  @Property(tries = 50)
  void tasksOfAServiceAreSpreadEvenlyHoweverTheyCome(@ForAll @IntRange(min = 1, max = 12) int nodeCount,
      @ForAll @IntRange(min = 0, max = 60) int taskCount, @ForAll long seed) {
    Random random = new Random(seed);
    LoopOnState cluster = new LoopOnState(new Scheduler()).start().put(Table.NODE, nodes(nodeCount));
    Task[] tasks = pending(taskCount, "s");
    for (int next = 0; next < taskCount; ) {
      int count = Math.min(1 + random.nextInt(9), taskCount - next);
      cluster.put(Table.TASK, java.util.Arrays.copyOfRange(tasks, next, next + count));
      next += count;
      progress(cluster, random);
    }
    cluster.settle().pass(Duration.ofMillis(100)).settle();
    LongStream counts = IntStream.rangeClosed(1, nodeCount)
        .mapToLong(i -> cluster.state().find(Index.TASK_BY_NODE, "n" + i).size());
    assertThat(counts).allMatch(count -> count == taskCount / nodeCount
        || count == (taskCount + nodeCount - 1) / nodeCount);
  }

  /** Branches, and hosts within a branch, differ by at most one task, however many hosts a branch has. */
  @Property(tries = 100)
  void branchesAreEvenHoweverTasksCome(@ForAll @IntRange(min = 1, max = 30) int nodeCount,
      @ForAll @IntRange(min = 1, max = 4) int zones, @ForAll @IntRange(min = 0, max = 60) int taskCount,
      @ForAll long seed) {
    Random random = new Random(seed);
    LoopOnState cluster = new LoopOnState(new Scheduler()).start();
    for (int i = 0; i < nodeCount; i++) {
      cluster.put(Table.NODE, labelled("n" + i, "az", "" + (i < zones ? i : random.nextInt(zones))));
    }
    for (int next = 0; next < taskCount; next++) {
      cluster.put(Table.TASK, pending("t" + next, "s", spread("node.labels.az")));
      progress(cluster, random);
    }
    cluster.settle().pass(Duration.ofMillis(100)).settle();
    Map<String, List<Long>> byZone = cluster.state().all(Table.NODE).stream().collect(Collectors.groupingBy(
        node -> node.getSpec().getAnnotations().getLabelsOrThrow("az"), Collectors.mapping(
            node -> (long) cluster.state().find(Index.TASK_BY_NODE, node.getId()).size(), Collectors.toList())));
    assertThat(byZone.values().stream().mapToLong(SchedulerPropertyTest::sum).sum()).isEqualTo(taskCount);
    assertEven(byZone.values().stream().map(SchedulerPropertyTest::sum).toList());
    byZone.values().forEach(SchedulerPropertyTest::assertEven);
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static void assertEven(List<Long> counts) {
    assertThat(Collections.max(counts) - Collections.min(counts)).as("of %s", counts).isLessThanOrEqualTo(1);
  }

  private static void change(LoopOnState cluster, Random random) {
    String taskId = "t" + random.nextInt(40);
    String nodeId = "n" + random.nextInt(5);
    switch (random.nextInt(10)) {
      case 0, 1 -> cluster.put(Table.NODE, randomNode(nodeId, random));
      case 2, 3, 4 -> {
        if (cluster.state().get(Table.TASK, taskId).isEmpty()) {
          cluster.put(Table.TASK, randomTask(taskId, nodeId, random));
        }
      }
      case 5 -> update(cluster, taskId, task -> moved(task, TaskState.RUNNING), TaskState.ASSIGNED, TaskState.RUNNING);
      case 6 -> update(cluster, taskId, task -> moved(task, TaskState.FAILED), TaskState.ASSIGNED, TaskState.RUNNING);
      case 7 -> update(cluster, taskId, task -> task.toBuilder().setDesiredState(TaskState.SHUTDOWN).build(),
          TaskState.NEW, TaskState.RUNNING);
      case 8 -> cluster.state().get(Table.TASK, taskId).ifPresent(task -> cluster.delete(Table.TASK, taskId));
      default -> {
        if (random.nextInt(3) == 0 && cluster.state().get(Table.NODE, nodeId).isPresent()) {
          cluster.delete(Table.NODE, nodeId);
        }
      }
    }
  }

  private static void update(LoopOnState cluster, String id, java.util.function.UnaryOperator<Task> change,
      TaskState from, TaskState to) {
    cluster.state().get(Table.TASK, id)
        .filter(task -> TaskStates.observed(task) >= from.getNumber() && TaskStates.observed(task) <= to.getNumber())
        .ifPresent(task -> cluster.put(Table.TASK, change.apply(task)));
  }

  private static Node randomNode(String id, Random random) {
    return node(id, node -> {
      node.getStatusBuilder().setState(random.nextInt(4) == 0 ? State.DOWN : State.READY);
      node.getSpecBuilder().getAnnotationsBuilder().putLabels("az", "" + random.nextInt(2));
      node.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(MEMORY).setNanoCpus(CPUS)
          .addAllGeneric(GPUS).addGeneric(GenericResources.count("fpga", FPGAS));
    });
  }

  private static Task randomTask(String id, String nodeId, Random random) {
    int service = random.nextInt(6);
    Consumer<TaskSpec.Builder> spec = switch (service) {
      case 0 -> memory(3);
      case 1 -> memory(4).andThen(spread("node.labels.az"));
      case 4 -> asking(GenericResources.count("gpu", 1), 2);
      case 5 -> asking(GenericResources.count("fpga", 2), 3);
      case 2 -> s -> s.getPlacementBuilder().setMaxReplicas(2).addConstraints("node.labels.az==1");
      default -> s -> { };
    };
    Task task = pending(id, "s" + service, spec);
    Task.Builder builder = (service == 3 ? withHostPort(task, 80 + random.nextInt(2), Protocol.TCP) : task).toBuilder();
    if (random.nextInt(6) == 0) {
      builder.setNodeId(nodeId);
    }
    return builder.build();
  }

  private static Consumer<TaskSpec.Builder> asking(GenericResource generic, long nanoCpus) {
    return spec -> spec.getResourcesBuilder().getReservationsBuilder().setNanoCpus(nanoCpus).addGeneric(generic);
  }

  private static void progress(LoopOnState cluster, Random random) {
    for (int i = random.nextInt(8); i > 0 && !cluster.proposed().isEmpty(); i--) {
      switch (random.nextInt(8)) {
        case 0 -> cluster.conflictNext();
        case 1 -> cluster.failNext(new Outcome.Unknown("lost"));
        default -> cluster.writeNext();
      }
    }
    if (random.nextInt(4) == 0) {
      cluster.pass(Duration.ofMillis(100));
    }
  }

  private static void assertNothingOvercommitted(StoreState state) {
    for (Node node : state.all(Table.NODE)) {
      List<Task> there = state.find(Index.TASK_BY_NODE, node.getId()).stream().filter(TaskStates::onAgent).toList();
      assertThat(there.stream().mapToLong(task -> Available.reservedBy(task.getSpec()).getMemoryBytes()).sum())
          .isLessThanOrEqualTo(MEMORY);
      assertThat(there.stream().mapToLong(task -> Available.reservedBy(task.getSpec()).getNanoCpus()).sum())
          .isLessThanOrEqualTo(CPUS);
      List<GenericResource> held =
          there.stream().flatMap(task -> task.getAssignedGenericResourcesList().stream()).toList();
      assertThat(held.stream().filter(GenericResource::hasNamedResourceSpec)).isSubsetOf(GPUS).doesNotHaveDuplicates();
      assertThat(held.stream().mapToLong(one -> one.getDiscreteResourceSpec().getValue()).sum())
          .isLessThanOrEqualTo(FPGAS);
      assertThat(there.stream().filter(task -> task.getServiceId().equals("s4")))
          .allMatch(task -> task.getAssignedGenericResourcesCount() == 1);
      assertThat(there.stream().flatMap(task -> PortNumber.onHost(task.getEndpoint()).stream()).toList())
          .doesNotHaveDuplicates();
      assertThat(there.stream().filter(task -> task.getServiceId().equals("s2") && TaskStates.wanted(task)).count())
          .isLessThanOrEqualTo(2);
    }
  }
}
