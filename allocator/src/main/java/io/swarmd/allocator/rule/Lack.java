package io.swarmd.allocator.rule;

import io.swarmd.allocator.book.Claim;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.model.port.PortNumber;
import java.util.List;

/** Names for what an object may wait for, so that it is tried again when that comes. */
public final class Lack {

  /** A free subnet, or one that does not overlap. */
  public static final String SUBNET = "subnet";
  public static final String VXLAN_ID = "vxlan";
  public static final String INGRESS = "ingress";
  /** Nothing that the allocator could give: only a change of the object helps. */
  public static final String NOTHING = "nothing";

  private Lack() {}

  /** The network, allocated. */
  public static String network(String id) {
    return "network/" + id;
  }

  /** The service, allocated. */
  public static String service(String id) {
    return "service/" + id;
  }

  /** The node's own address in a network. */
  public static String node(String id) {
    return "node/" + id;
  }

  /** A free address in the network. */
  public static String address(String networkId) {
    return "address/" + networkId;
  }

  public static String port(PortNumber port) {
    return "port/" + port.protocol() + "/" + port.number();
  }

  /** Any port that is chosen automatically. */
  public static String anyPort(Protocol protocol) {
    return "port/" + protocol;
  }

  /** What those may wait for who want what was just given back. */
  public static List<String> relievedBy(Claim claim) {
    return switch (claim) {
      case Claim.Address address -> List.of(address(address.networkId()));
      case Claim.Port port -> List.of(port(port.port()), anyPort(port.port().protocol()));
    };
  }
}
