package io.swarmd.scheduler.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.v1.ListNodeCapacitiesRequest;
import io.swarmd.api.v1.ListNodeCapacitiesResponse;
import io.swarmd.api.v1.NodeCapacity;
import io.swarmd.api.v1.NodeRefusal;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.resource.GenericResources;
import io.swarmd.store.Table;
import io.swarmd.store.simulated.StoreFixture;
import io.swarmd.store.state.StoreState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapacitiesTest {

  private final List<Message> objects = new ArrayList<>();

  private void node(String id, State state) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getStatusBuilder().setState(state);
    node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(4).setMemoryBytes(100)
        .addGeneric(GenericResources.count("gpu", 2));
    objects.add(node.build());
  }

  private void task(String id, TaskState state, String nodeId, long memory, Consumer<Task.Builder> more) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId("s").setDesiredState(TaskState.RUNNING)
        .setNodeId(nodeId);
    task.getStatusBuilder().setState(state);
    task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setNanoCpus(1).setMemoryBytes(memory);
    more.accept(task);
    objects.add(task.build());
  }

  private List<NodeCapacity> capacities() {
    StoreState state = StoreState.of(objects.toArray(Message[]::new));
    return Capacities.of(state, state.all(Table.NODE));
  }

  private static NodeRefusal refusal(String reason, int tasks) {
    return NodeRefusal.newBuilder().setReason(reason).setTasks(tasks).build();
  }

  @Test
  void whatTasksReserveIsNotLeft() {
    node("n1", State.READY);
    node("n2", State.READY);
    task("a", TaskState.RUNNING, "n1", 30, t -> t.addAssignedGenericResources(GenericResources.count("gpu", 1)));
    task("b", TaskState.ASSIGNED, "n1", 20, t -> t.setDesiredState(TaskState.SHUTDOWN));
    task("c", TaskState.FAILED, "n1", 50, t -> { });
    NodeCapacity n1 = capacities().getFirst();
    assertThat(n1.getTotal().getMemoryBytes()).isEqualTo(100);
    assertThat(n1.getLeft().getMemoryBytes()).as("until they have ended").isEqualTo(50);
    assertThat(n1.getLeft().getNanoCpus()).isEqualTo(2);
    assertThat(n1.getLeft().getGenericList()).containsExactly(GenericResources.count("gpu", 1));
    assertThat(n1.getTasks()).as("those meant to run").isEqualTo(1);
    NodeCapacity n2 = capacities().getLast();
    assertThat(n2.getLeft()).isEqualTo(n2.getTotal());
  }

  @Test
  void tasksThatWaitAreCountedByWhatRefusesThem() {
    node("n1", State.READY);
    node("n2", State.DOWN);
    IntStream.range(0, 3).forEach(i -> task("big" + i, TaskState.PENDING, "", 200, t -> { }));
    task("picky", TaskState.PENDING, "", 10,
        t -> t.getSpecBuilder().getPlacementBuilder().addConstraints("node.labels.disk==ssd"));
    task("bound", TaskState.PENDING, "n1", 300, t -> { });
    assertThat(capacities().getFirst().getRefusalsList()).containsExactly(
        refusal("insufficient resources on 1 node", 4), refusal("scheduling constraints not satisfied on 1 node", 1));
    assertThat(capacities().getLast().getRefusalsList())
        .containsExactly(refusal("1 node not available for new tasks", 4));
  }

  @Test
  void onlyTheNodesAskedForAreTold() {
    node("n1", State.READY);
    node("n2", State.READY);
    SimulatedEnvironment environment = new SimulatedEnvironment(3);
    StoreFixture store = StoreFixture.leading(environment);
    store.commit(objects.toArray(Message[]::new));
    List<ListNodeCapacitiesResponse> answers = new ArrayList<>();
    CapacityService service = new CapacityService(store.store(), Runnable::run);
    for (List<String> ids : List.of(List.of("n2", "unknown", "n2"), List.<String>of())) {
      service.listNodeCapacities(ListNodeCapacitiesRequest.newBuilder().addAllNodeIds(ids).build(), into(answers));
      environment.runDue();
    }
    assertThat(answers.getFirst().getNodesList()).extracting(NodeCapacity::getNodeId).containsExactly("n2");
    assertThat(answers.getLast().getNodesList()).extracting(NodeCapacity::getNodeId).containsExactly("n1", "n2");
  }

  private static StreamObserver<ListNodeCapacitiesResponse> into(List<ListNodeCapacitiesResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ListNodeCapacitiesResponse answer) {
        answers.add(answer);
      }

      @Override
      public void onError(Throwable refusal) {
        throw new AssertionError(refusal);
      }

      @Override
      public void onCompleted() {}
    };
  }
}
