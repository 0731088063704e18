package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.Node;
import io.swarmd.api.v1.CapacityGrpc;
import io.swarmd.api.v1.ListNodeCapacitiesRequest;
import io.swarmd.api.v1.ListNodeCapacitiesResponse;
import io.swarmd.api.v1.NodeCapacity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users and programs are told of what nodes have left. */
class NodeResourcesTest {

  private final Capacities capacities = new Capacities();
  private final CommandLineFixture line = new CommandLineFixture(capacities);

  /** A manager that knows of a node that is half full, and of one that is empty. */
  private static final class Capacities extends CapacityGrpc.CapacityImplBase {
    private Status refusal = Status.OK;

    @Override
    public void listNodeCapacities(
        ListNodeCapacitiesRequest request, StreamObserver<ListNodeCapacitiesResponse> observer) {
      if (!refusal.isOk()) {
        observer.onError(refusal.asRuntimeException());
        return;
      }
      ListNodeCapacitiesResponse.Builder response = ListNodeCapacitiesResponse.newBuilder();
      request.getNodeIdsList().forEach(id -> response.addNodes(id.equals("n1") ? busy() : empty(id)));
      observer.onNext(response.build());
      observer.onCompleted();
    }

    private static NodeCapacity busy() {
      NodeCapacity.Builder node = empty("n1").toBuilder().setTasks(3);
      node.getLeftBuilder().setNanoCpus(2_500_000_000L).setMemoryBytes(512 << 20);
      node.addRefusalsBuilder().setReason("insufficient resources on 1 node").setTasks(2);
      node.addRefusalsBuilder().setReason("max replicas per node limit exceed").setTasks(1);
      return node.build();
    }

    private static NodeCapacity empty(String id) {
      NodeCapacity.Builder node = NodeCapacity.newBuilder().setNodeId(id);
      node.getTotalBuilder().setNanoCpus(4_000_000_000L).setMemoryBytes(1 << 30);
      return node.setLeft(node.getTotal()).build();
    }
  }

  @BeforeEach
  void twoNodes() {
    for (String id : new String[] {"n1", "n2"}) {
      Node.Builder node = Node.newBuilder().setId(id);
      node.getDescriptionBuilder().setHostname("host-" + id);
      line.control.nodes.add(node.build());
    }
  }

  @AfterEach
  void close() {
    line.close();
  }

  @Test
  void theListTellsOfAllNodes() {
    assertThat(line.shows("node", "ls", "--resources").lines().map(String::stripTrailing)).containsExactly(
        "ID  Name     Tasks  CPUs reserved  Memory reserved     Refused",
        "--  ----     -----  -------------  ---------------     -------",
        "n1  host-n1  3      1.5 of 4       512 MiB of 1.0 GiB  2 tasks: insufficient resources on 1 node; "
            + "1 task: max replicas per node limit exceed",
        "n2  host-n2  0      0 of 4         0 B of 1.0 GiB");
    assertThat(line.shows("node", "ls", "--resources", "--format", "json")).contains("\"capacity\": {");
    assertThat(line.shows("node", "ls", "--resources", "-q")).isEqualTo("n1\nn2\n");
  }

  @Test
  void aNodeTellsOfItself() {
    assertThat(line.shows("node", "inspect", "n1")).contains("Reserved:").containsPattern("  CPUs +: 1.5 of 4\n")
        .containsPattern("  Memory +: 512 MiB of 1.0 GiB\n").contains("Refused:")
        .containsPattern("  2 tasks +: insufficient resources on 1 node\n");
    assertThat(line.shows("node", "inspect", "n2")).doesNotContain("Reserved").doesNotContain("Refused");
  }

  @Test
  void aManagerThatCannotTellSaysSo() {
    capacities.refusal = Status.UNIMPLEMENTED;
    line.fails("this manager does not tell what its nodes have left: leave out --resources", "node", "ls",
        "--resources");
    assertThat(line.shows("node", "inspect", "n1")).contains("host-n1");
    assertThat(line.err).isEmpty();
  }
}
