package io.swarmd.model.constraint;

import io.swarmd.api.Node;
import io.swarmd.api.NodeRole;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.address.Subnet;
import io.swarmd.model.node.NodeLabel;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The property of a node that a constraint's key names; keys that name none match no node, whatever the operator. */
sealed interface Subject {

  boolean satisfies(Constraint constraint, Node node);

  /** A property compared as text, ignoring case; empty where the node does not say. */
  record Text(Function<Node, String> property) implements Subject {
    @Override
    public boolean satisfies(Constraint constraint, Node node) {
      return property.apply(node).equalsIgnoreCase(constraint.value()) == constraint.equal();
    }
  }

  /** The node's address, compared with an address or a block of them. */
  record Address() implements Subject {
    @Override
    public boolean satisfies(Constraint constraint, Node node) {
      Optional<IpAddress> actual = IpAddress.parse(node.getStatus().getAddr());
      Optional<IpAddress> wanted = IpAddress.parse(constraint.value());
      if (wanted.isPresent()) {
        return actual.equals(wanted) == constraint.equal();
      }
      return Subnet.parse(constraint.value())
          .map(block -> actual.map(block::contains).orElse(false) == constraint.equal())
          .orElse(false);
    }
  }

  /** What the key names; keys ignore case, except for the label's own name. */
  static Optional<Subject> of(String key) {
    return switch (key.toLowerCase(Locale.ROOT)) {
      case "node.id" -> text(Node::getId);
      case "node.hostname" -> text(node -> node.getDescription().getHostname());
      case "node.ip" -> Optional.of(new Address());
      case "node.role" -> text(node -> node.getRole() == NodeRole.MANAGER ? "manager" : "worker");
      case "node.platform.os" -> text(node -> node.getDescription().getPlatform().getOs());
      case "node.platform.arch" -> text(node -> node.getDescription().getPlatform().getArchitecture());
      default -> NodeLabel.named(key).flatMap(label -> text(label::valueOn));
    };
  }

  private static Optional<Subject> text(Function<Node, String> property) {
    return Optional.of(new Text(property));
  }
}
