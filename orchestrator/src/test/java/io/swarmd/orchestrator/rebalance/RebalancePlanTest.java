package io.swarmd.orchestrator.rebalance;

import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.service.ServiceOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RebalancePlanTest {

  private static Node zoned(String id, String zone) {
    Node.Builder node = node(id).toBuilder();
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("zone", zone);
    return node.build();
  }

  private static Service spread(ServiceOption... options) {
    Service.Builder service = replicated("s", 8).toBuilder();
    service.getSpecBuilder().getTaskBuilder().getPlacementBuilder().addPreferencesBuilder().getSpreadBuilder()
        .setSpreadDescriptor("node.labels.zone");
    for (ServiceOption option : options) {
      service.getSpecBuilder().getAnnotationsBuilder().putLabels(option.label(), "true");
    }
    return service.build();
  }

  /** Of a service that runs on a node of each of two zones. */
  private static List<String> targets(Service service, Node... more) {
    List<Task> tasks = IntStream.rangeClosed(1, 8).mapToObj(i -> running(service, "t" + i, i, i % 2 == 0 ? "a" : "b"))
        .toList();
    List<Node> nodes = new ArrayList<>(List.of(zoned("a", "1"), zoned("b", "2")));
    nodes.addAll(List.of(more));
    return RebalancePlan.of(service, tasks, nodes, new TaskDrift(service, id -> Optional.empty()), id -> false)
        .moves().stream().map(RebalancePlan.Move::target).toList();
  }

  @Test
  void nodesWithoutTheLabelAreABranchLikeOthers() {
    assertThat(targets(spread(), node("bare"))).contains("bare");
  }

  @Test
  void nothingMovesToThemWhereTheyAreUsedLast() {
    assertThat(targets(spread(ServiceOption.UNLABELLED_LAST), node("bare"))).isEmpty();
    assertThat(targets(spread(ServiceOption.UNLABELLED_LAST), node("bare"), zoned("c", "3"))).containsOnly("c");
  }
}
