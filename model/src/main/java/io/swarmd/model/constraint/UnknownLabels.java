package io.swarmd.model.constraint;

import io.swarmd.api.Node;
import io.swarmd.api.ServiceSpec;
import io.swarmd.model.node.NodeLabel;
import io.swarmd.model.service.ServiceOption;
import java.util.Collection;
import java.util.List;

/** Finds constraints on labels that no node has, most often a slip of the pen. They are right all the same. */
public final class UnknownLabels {

  private UnknownLabels() {}

  /** A warning for each such constraint, for users; none unless the service asks for them. */
  public static List<String> warnings(ServiceSpec spec, Collection<Node> nodes) {
    if (!ServiceOption.WARN_OF_UNKNOWN_LABELS.isOn(spec)) {
      return List.of();
    }
    return Constraint.parseOrNone(spec.getTask().getPlacement().getConstraintsList()).stream()
        .filter(constraint -> onNoNode(constraint, nodes)).map(UnknownLabels::warning).toList();
  }

  private static boolean onNoNode(Constraint constraint, Collection<Node> nodes) {
    return NodeLabel.named(constraint.key()).filter(label -> nodes.stream().noneMatch(label::isOn)).isPresent();
  }

  private static String warning(Constraint constraint) {
    String written = constraint.key() + (constraint.equal() ? "==" : "!=") + constraint.value();
    return "no node has the label of constraint '" + written + "': "
        + (constraint.equal() ? "tasks wait until one has it" : "it keeps tasks off no node");
  }
}
