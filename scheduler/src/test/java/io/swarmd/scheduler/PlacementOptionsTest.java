package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.labelled;
import static io.swarmd.scheduler.Samples.memory;
import static io.swarmd.scheduler.Samples.node;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.spread;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services may ask of placement beyond the original (docs/labels.md); one task at a time, and many at once. */
class PlacementOptionsTest {

  private final LoopOnState cluster = new LoopOnState(new Scheduler(), service("s", 1), service("o", 1)).start();

  private void add(int count, boolean atOnce, ServiceOption option, Consumer<TaskSpec.Builder> spec) {
    Task[] tasks = IntStream.range(0, count).mapToObj(i -> {
      Task.Builder task = pending("a" + i, "s", spec).toBuilder();
      task.getServiceAnnotationsBuilder().putLabels(option.label(), "true");
      return task.build();
    }).toArray(Task[]::new);
    if (atOnce) {
      cluster.put(Table.TASK, tasks).settle();
    } else {
      Arrays.stream(tasks).forEach(task -> cluster.put(Table.TASK, task).settle());
    }
  }

  private long tasksOn(String nodeId) {
    return cluster.state().find(Index.TASK_BY_NODE, nodeId).stream().filter(t -> t.getServiceId().equals("s")).count();
  }

  private void reserved(String nodeId, long nanoCpus, long bytes) {
    Task.Builder task = Samples.running("on" + nodeId, "o", nodeId).toBuilder();
    task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setNanoCpus(nanoCpus).setMemoryBytes(bytes);
    cluster.put(Table.TASK, task.build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofEquallyBusyNodesTheLeastReservedComesFirst(boolean atOnce) {
    IntStream.rangeClosed(1, 20).forEach(i -> cluster.put(Table.NODE, node("n" + i, 100, 1000)));
    IntStream.rangeClosed(1, 20).filter(i -> i != 7 && i != 9).forEach(i -> reserved("n" + i, 50 + i, 100));
    reserved("n7", 10, 400);
    reserved("n9", 10, 300);
    add(2, atOnce, ServiceOption.SPREAD_BY_RESERVATION, memory(1));
    assertThat(tasksOn("n9")).isEqualTo(1);
    assertThat(tasksOn("n7")).as("the scarcer of the two counts").isEqualTo(1);
  }

  @Test
  void fewerTasksCountMoreThanReservations() {
    cluster.put(Table.NODE, node("n1", 100, 1000), node("n2", 100, 1000));
    reserved("n1", 90, 900);
    cluster.put(Table.TASK, Samples.running("x", "o", "n2"), Samples.running("y", "o", "n2"));
    add(1, true, ServiceOption.SPREAD_BY_RESERVATION, memory(1));
    assertThat(tasksOn("n1")).isEqualTo(1);
  }

  @Test
  void withoutTheLabelReservationsDoNotCount() {
    cluster.put(Table.NODE, node("n1", 100, 1000), node("n2", 100, 1000));
    reserved("n1", 90, 900);
    reserved("n2", 10, 100);
    cluster.put(Table.TASK, pending("a", "s")).settle();
    assertThat(tasksOn("n1")).as("the first of two that are equal").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nodesWithoutTheLabelAreUsedWhenTheOthersAreFull(boolean atOnce) {
    cluster.put(Table.NODE, node("bare", 100, 1000));
    for (String zone : new String[] {"1", "2"}) {
      cluster.put(Table.NODE, labelled("z" + zone, "zone", zone).toBuilder()
          .setDescription(node("z" + zone, 100, 3).getDescription()).build());
    }
    IntStream.rangeClosed(1, 30).forEach(i -> cluster.put(Table.NODE, node("other" + i, 100, 0)));
    add(4, atOnce, ServiceOption.UNLABELLED_LAST, memory(1).andThen(spread("node.labels.zone")));
    assertThat(new long[] {tasksOn("z1"), tasksOn("z2"), tasksOn("bare")}).containsExactly(2, 2, 0);
    cluster.put(Table.TASK, pending("b1", "o", memory(1)), pending("b2", "o", memory(1)),
        pending("b3", "o", memory(1))).settle();
    IntStream.range(0, 4).forEach(i -> cluster.delete(Table.TASK, "a" + i));
    add(7, atOnce, ServiceOption.UNLABELLED_LAST, memory(1).andThen(spread("node.labels.zone")));
    assertThat(tasksOn("bare")).as("what is left over").isEqualTo(7 - tasksOn("z1") - tasksOn("z2")).isPositive();
    assertThat(tasksOn("z1") + tasksOn("z2")).isGreaterThanOrEqualTo(3);
  }
}
