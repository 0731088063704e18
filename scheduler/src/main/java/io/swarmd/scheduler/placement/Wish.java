package io.swarmd.scheduler.placement;

import io.swarmd.api.Placement;
import io.swarmd.api.Task;
import io.swarmd.model.node.NodeLabel;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import java.time.Instant;
import java.util.List;

/**
 * What the tasks of a group ask of a host, and by what hosts are ranked for them.
 *
 * @param constraints as the spec has them
 * @param labels over whose values the tasks are spread, outermost first
 */
record Wish(Filters filters, List<String> constraints, List<NodeLabel> labels, String serviceId, long specVersion) {

  static Wish of(Task example) {
    Placement placement = example.getSpec().getPlacement();
    return new Wish(Filters.of(example), placement.getConstraintsList(), NodeLabel.spreadOver(placement),
        example.getServiceId(), example.getSpecVersion().getIndex());
  }

  Candidate rank(Host host, Instant now) {
    int failures = host.failures().weighing(serviceId, specVersion, now);
    return new Candidate(host, host.revision(), failures, host.activeOf(serviceId), host.active());
  }
}
