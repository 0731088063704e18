package io.swarmd.identity;

import io.swarmd.api.NodeRole;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** What a node may do in the cluster, as its certificate's organisational unit says (identity sheet, section 3). */
public enum Role {
  WORKER(Caller.WORKER, NodeRole.WORKER),
  MANAGER(Caller.MANAGER, NodeRole.MANAGER);

  private final String unit;
  private final NodeRole wire;

  Role(String unit, NodeRole wire) {
    this.unit = unit;
    this.wire = wire;
  }

  /** The organisational unit in a certificate, for example {@code swarm-worker}. */
  public String unit() {
    return unit;
  }

  /** The role in objects and messages. */
  public NodeRole wire() {
    return wire;
  }

  /** The role an organisational unit names; letter case does not matter. */
  public static Optional<Role> ofUnit(String unit) {
    return Arrays.stream(values()).filter(role -> role.unit.equalsIgnoreCase(unit)).findFirst();
  }

  /** The first role named among the units of a certificate. */
  public static Optional<Role> among(Collection<String> units) {
    return units.stream().flatMap(unit -> ofUnit(unit).stream()).findFirst();
  }

  /** The role an object names; anything unknown counts as a worker. */
  public static Role of(NodeRole wire) {
    return wire == NodeRole.MANAGER ? MANAGER : WORKER;
  }
}
