package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.model.node.NodeFitness;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a service that asks for rebalancing is spread as evenly as it can be (docs/labels.md). Judged of those only
 * whose tasks every node has room for.
 */
final class Evenness {

  private final StoreView view;
  private final Service service;
  private final List<Task> tasks;

  Evenness(StoreView view, Service service) {
    this.view = view;
    this.service = service;
    this.tasks = view.find(Index.TASK_BY_SERVICE, service.getId()).stream().filter(TaskStates::wanted).toList();
  }

  /** What could be more even; empty when nothing could, or when nothing may move. */
  Optional<String> lacking() {
    if (!judged()) {
      return Optional.empty();
    }
    Map<String, Integer> nodes = new TreeMap<>();
    view.all(Table.NODE).stream().filter(this::open).forEach(node -> nodes.put(node.getId(), 0));
    tasks.forEach(task -> nodes.computeIfPresent(task.getNodeId(), (id, count) -> count + 1));
    return (spreadsOverZones() ? uneven(zones(nodes)) : uneven(nodes.values())).map(counts ->
        service.getSpec().getAnnotations().getName() + " could be spread more evenly than " + counts + ": " + nodes);
  }

  private boolean judged() {
    TaskSpec spec = service.getSpec().getTask();
    boolean fitsAnywhere = !spec.hasResources() || spec.getResources().getReservations().getSerializedSize() == 0;
    boolean needsNothing = spec.getNetworksCount() == 0 && spec.getPlacement().getMaxReplicas() == 0
        && service.getSpec().getEndpoint().getPortsList().stream()
            .noneMatch(port -> port.getPublishMode() == PublishMode.HOST);
    boolean complete = tasks.size() == service.getSpec().getReplicated().getReplicas()
        && tasks.stream().allMatch(task -> TaskStates.observed(task) == TaskState.RUNNING_VALUE);
    return ServiceMode.of(service) == ServiceMode.REPLICATED && ServiceOption.REBALANCE.isOn(service.getSpec())
        && fitsAnywhere && needsNothing && complete && atRest();
  }

  private boolean atRest() {
    return switch (service.getUpdateStatus().getState()) {
      case UNKNOWN, COMPLETED, ROLLBACK_COMPLETED -> true;
      default -> false;
    };
  }

  private boolean open(Node node) {
    return NodeFitness.takesTasks(node) && Placement.meets(service, node);
  }

  private boolean spreadsOverZones() {
    return service.getSpec().getTask().getPlacement().getPreferencesCount() > 0;
  }

  private Collection<Integer> zones(Map<String, Integer> nodes) {
    return view.all(Table.NODE).stream().filter(node -> nodes.containsKey(node.getId())).collect(Collectors.groupingBy(
        node -> node.getSpec().getAnnotations().getLabelsOrDefault("zone", ""), TreeMap::new,
        Collectors.summingInt(node -> nodes.get(node.getId())))).values();
  }

  private static Optional<Collection<Integer>> uneven(Collection<Integer> counts) {
    int most = counts.stream().mapToInt(count -> count).max().orElse(0);
    int least = counts.stream().mapToInt(count -> count).min().orElse(0);
    return most - least > 1 ? Optional.of(counts) : Optional.empty();
  }
}
