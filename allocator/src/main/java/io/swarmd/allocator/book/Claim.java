package io.swarmd.allocator.book;

import io.swarmd.model.address.IpAddress;
import io.swarmd.model.port.PortNumber;

/** Something of which there is one in the cluster, and which one object may hold. */
public sealed interface Claim {

  /** An address in a network. */
  record Address(String networkId, IpAddress address) implements Claim {}

  /** A port that every node publishes. */
  record Port(PortNumber port) implements Claim {}
}
