package io.swarmd.model.constraint;

import io.swarmd.api.Node;
import io.swarmd.api.TaskSpec;
import java.util.List;

/** The placement constraints of a task spec; those that cannot be read ask for nothing. */
public record ServiceConstraints(List<Constraint> constraints) {

  public static ServiceConstraints of(TaskSpec spec) {
    return new ServiceConstraints(Constraint.parseOrNone(spec.getPlacement().getConstraintsList()));
  }

  public boolean met(Node node) {
    return Constraint.allMatch(constraints, node);
  }
}
