package io.swarmd.scheduler.placement;

import io.swarmd.api.Placement;
import io.swarmd.api.Task;
import io.swarmd.model.node.NodeLabel;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.scheduler.filter.Filters;
import io.swarmd.scheduler.host.Host;
import java.time.Instant;
import java.util.List;

/**
 * What the tasks of a group ask of a host, and by what hosts are ranked for them.
 *
 * @param constraints as the spec has them
 * @param labels over whose values the tasks are spread, outermost first
 * @param options what the service asks for beyond the original
 */
record Wish(Filters filters, List<String> constraints, List<NodeLabel> labels, Options options, String serviceId,
    long specVersion) {

  /**
   * Off unless the service has the labels for them (docs/labels.md).
   *
   * @param byReservation whether of hosts with equally many tasks the one with the least reserved is the better
   * @param unlabelledLast whether hosts without a label to spread over are used only where no other suits
   */
  record Options(boolean byReservation, boolean unlabelledLast) {}

  static Wish of(Task example) {
    Placement placement = example.getSpec().getPlacement();
    Options options = new Options(ServiceOption.SPREAD_BY_RESERVATION.isOn(example),
        ServiceOption.UNLABELLED_LAST.isOn(example));
    return new Wish(Filters.of(example), placement.getConstraintsList(), NodeLabel.spreadOver(placement), options,
        example.getServiceId(), example.getSpecVersion().getIndex());
  }

  Candidate rank(Host host, Instant now) {
    int failures = host.failures().weighing(serviceId, specVersion, now);
    return new Candidate(host, host.revision(), failures, host.activeOf(serviceId), host.active(),
        options.byReservation ? host.reservedShare() : 0);
  }
}
