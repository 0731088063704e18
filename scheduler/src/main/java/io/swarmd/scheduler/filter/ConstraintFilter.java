package io.swarmd.scheduler.filter;

import io.swarmd.api.Node;
import io.swarmd.api.Task;
import io.swarmd.model.constraint.Constraint;
import io.swarmd.scheduler.host.Host;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The node meets the placement constraints; a list that cannot be read asks for nothing. */
record ConstraintFilter(List<Constraint> asked, Predicate<Node> constraints) implements Filter {

  static Optional<ConstraintFilter> of(Task task) {
    List<Constraint> parsed = Constraint.parseOrNone(task.getSpec().getPlacement().getConstraintsList());
    return parsed.stream().map(Constraint::asPredicate).reduce(Predicate::and)
        .map(all -> new ConstraintFilter(parsed, all));
  }

  @Override
  public boolean passes(Host host) {
    return constraints.test(host.node());
  }

  @Override
  public String detail(Host host) {
    return asked.stream().filter(constraint -> !constraint.matches(host.node())).map(Constraint::toString)
        .collect(Collectors.joining(", "));
  }

  @Override
  public String explain(int refusedNodes) {
    return Filter.onNodes("scheduling constraints not satisfied", refusedNodes);
  }
}
