package io.swarmd.scheduler.filter;

import io.swarmd.api.Task;
import io.swarmd.scheduler.host.Host;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rules that a task asks for, in the order in which they are tried; the first that a node fails is the reason it is
 * refused.
 */
public final class Filters {

  private final List<Filter> filters;

  private Filters(List<Filter> filters) {
    this.filters = filters;
  }

  public static Filters of(Task task) {
    return new Filters(Stream.<Optional<? extends Filter>>of(
        Optional.of(new ReadyFilter()),
        ResourceFilter.of(task),
        PluginFilter.of(task),
        ConstraintFilter.of(task),
        PlatformFilter.of(task),
        HostPortFilter.of(task),
        MaxReplicasFilter.of(task),
        ClusterVolumeFilter.of(task)).<Filter>flatMap(Optional::stream).toList());
  }

  /** The text of a task that fits on no node, from the reasons; without any when there is no node at all. */
  public static String noSuitableNode(String reasons) {
    return reasons.isEmpty() ? "no suitable node" : "no suitable node (" + reasons + ")";
  }

  public int count() {
    return filters.size();
  }

  /** The place of the first rule the host fails, or -1 when it passes all. */
  public int firstFailed(Host host) {
    for (int i = 0; i < filters.size(); i++) {
      if (!filters.get(i).passes(host)) {
        return i;
      }
    }
    return -1;
  }

  /** What exactly stands in the way on a host that was refused by the rule at this place. */
  public String detail(int filter, Host host) {
    return filters.get(filter).detail(host);
  }

  /** Why so many hosts were refused by the rule at this place. */
  public String explain(int filter, int refusedHosts) {
    return filters.get(filter).explain(refusedHosts);
  }

  /** The reasons of all refusals, the most frequent first. */
  public String explain(int[] refusedByFilter) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, filters.size()).boxed().toList());
    order.removeIf(filter -> refusedByFilter[filter] == 0);
    order.sort(Comparator.comparingInt((Integer filter) -> refusedByFilter[filter]).reversed());
    return order.stream().map(filter -> filters.get(filter).explain(refusedByFilter[filter]))
        .collect(Collectors.joining("; "));
  }
}
