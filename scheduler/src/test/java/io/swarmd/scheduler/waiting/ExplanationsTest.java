package io.swarmd.scheduler.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.swarmd.api.Node;
import io.swarmd.api.NodeSpec.Availability;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.api.v1.RefusingNode;
import io.swarmd.api.v1.WaitingReason;
import io.swarmd.api.v1.WaitingTask;
import io.swarmd.store.Table;
import io.swarmd.store.state.StoreState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

  private final List<Message> objects = new ArrayList<>();

  private void node(String id, Consumer<Node.Builder> more) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getStatusBuilder().setState(State.READY);
    node.getDescriptionBuilder().setHostname(id);
    node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(2_000_000_000L).setMemoryBytes(100);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("disk", "ssd");
    more.accept(node);
    objects.add(node.build());
  }

  private void task(String id, TaskState state, Consumer<Task.Builder> more) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId("s").setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(state);
    more.accept(task);
    objects.add(task.build());
  }

  private Optional<WaitingTask> why(String id) {
    StoreState state = StoreState.of(objects.toArray(Message[]::new));
    return new Explanations(state).of(state.get(Table.TASK, id).orElseThrow());
  }

  private String text(String id) {
    return why(id).orElseThrow().getText();
  }

  private static void asksMuch(Task.Builder task) {
    task.getSpecBuilder().getPlacementBuilder().addConstraints("node.labels.disk == ssd");
    task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setNanoCpus(1_500_000_000L)
        .setMemoryBytes(60);
  }

  @Test
  void reasonsAreGroupedWithCountsAndNames() {
    node("w2", n -> n.getSpecBuilder().getAnnotationsBuilder().clearLabels());
    node("w1", n -> n.getSpecBuilder().getAnnotationsBuilder().setName("given").putLabels("disk", "hdd"));
    node("w3", n -> { });
    task("holder", TaskState.RUNNING, t -> asksMuch(t.setNodeId("w3")));
    task("a", TaskState.PENDING, ExplanationsTest::asksMuch);
    assertThat(text("a")).isEqualTo("no suitable node (scheduling constraints not satisfied on 2 nodes: given, w2; "
        + "insufficient resources on 1 node: w3)");
    List<WaitingReason> reasons = why("a").orElseThrow().getReasonsList();
    assertThat(reasons).extracting(WaitingReason::getNodeCount).containsExactly(2, 1);
    assertThat(reasons.getFirst().getNodes(0)).isEqualTo(RefusingNode.newBuilder().setNodeId("w1").setName("given")
        .setDetail("node.labels.disk==ssd").build());
    assertThat(reasons.getLast().getNodes(0).getDetail())
        .isEqualTo("0.5 of 1.5 CPUs left, 40 bytes of 60 bytes of memory left");
  }

  @Test
  void nodesThatTakeNothingTellWhy() {
    node("w1", n -> n.getStatusBuilder().setState(State.DOWN));
    node("w2", n -> n.getSpecBuilder().setAvailability(Availability.DRAIN));
    task("a", TaskState.PENDING, t -> { });
    assertThat(text("a")).isEqualTo("no suitable node (2 nodes not available for new tasks: w1, w2)");
    assertThat(why("a").orElseThrow().getReasons(0).getNodesList()).extracting(RefusingNode::getDetail)
        .containsExactly("down", "drain");
  }

  @Test
  void onlySomeOfManyNodesAreNamed() {
    IntStream.range(100, 250).forEach(i -> node("w" + i, n -> n.getStatusBuilder().setState(State.DOWN)));
    task("a", TaskState.PENDING, t -> { });
    assertThat(text("a")).endsWith(": w100, w101, w102, w103, w104, w105, w106, w107, w108, w109 and 140 more)");
    assertThat(why("a").orElseThrow().getReasons(0).getNodesCount()).isEqualTo(100);
    assertThat(why("a").orElseThrow().getReasons(0).getNodeCount()).isEqualTo(150);
  }

  @Test
  void aTaskOfAGlobalServiceTellsOfItsNodeAlone() {
    node("w1", n -> { });
    node("w2", n -> n.getStatusBuilder().setState(State.DOWN));
    task("holder", TaskState.RUNNING, t -> hostPort(t.setNodeId("w1")));
    task("a", TaskState.PENDING, t -> hostPort(t.setNodeId("w1")));
    task("b", TaskState.PENDING, t -> t.setNodeId("gone"));
    assertThat(text("a")).isEqualTo("host-mode port already in use on 1 node: w1");
    assertThat(why("a").orElseThrow().getReasons(0).getNodes(0).getDetail())
        .isEqualTo("80/tcp is held by task holder");
    assertThat(text("b")).isEqualTo("its node gone is not in the cluster");
  }

  private static void hostPort(Task.Builder task) {
    task.getEndpointBuilder().addPortsBuilder().setPublishMode(PublishMode.HOST).setPublishedPort(80);
  }

  @Test
  void anUpdateThatStartsFirstAndCannotIsHinted() {
    node("w1", n -> { });
    Service.Builder service = Service.newBuilder().setId("s");
    service.getSpecBuilder().getUpdateBuilder().setOrder(UpdateOrder.START_FIRST);
    objects.add(service.build());
    task("old", TaskState.RUNNING, t -> t.setNodeId("w1").getSpecVersionBuilder().setIndex(1));
    task("new", TaskState.PENDING, t -> {
      t.getSpecVersionBuilder().setIndex(2);
      t.getSpecBuilder().getPlacementBuilder().setMaxReplicas(1);
    });
    assertThat(text("new")).isEqualTo("no suitable node (max replicas per node limit exceed: w1)");
    assertThat(why("new").orElseThrow().getReasons(0).getNodes(0).getDetail()).isEqualTo("runs 1 of at most 1");
    assertThat(why("new").orElseThrow().getHint()).isEqualTo("task old, which it is to replace, keeps the room until "
        + "this one runs: update the service with the order stop-first");
  }

  @Test
  void aFailedAllocationIsTold() {
    task("a", TaskState.NEW, t -> t.getStatusBuilder().setErr("no address left in network web"));
    task("b", TaskState.NEW, t -> { });
    assertThat(text("a"))
        .isEqualTo("its networks and ports are not allocated yet: no address left in network web");
    assertThat(text("b")).isEqualTo("its networks and ports are not allocated yet");
  }

  @Test
  void withoutNodesThereIsNothingToCount() {
    task("a", TaskState.PENDING, t -> { });
    assertThat(text("a")).isEqualTo("no suitable node");
    node("w1", n -> { });
    assertThat(text("a")).isEqualTo("a node suits; the task is about to be placed");
  }

  @Test
  void tasksThatDoNotWaitAreLeftOut() {
    task("running", TaskState.RUNNING, t -> t.setNodeId("w1"));
    task("ended", TaskState.FAILED, t -> { });
    task("stopped", TaskState.PENDING, t -> t.setDesiredState(TaskState.SHUTDOWN));
    assertThat(why("running")).isEmpty();
    assertThat(why("ended")).isEmpty();
    assertThat(why("stopped")).isEmpty();
  }
}
