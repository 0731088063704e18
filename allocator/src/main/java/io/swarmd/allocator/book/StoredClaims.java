package io.swarmd.allocator.book;

import io.swarmd.api.Endpoint;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Node;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.address.Subnet;
import io.swarmd.model.port.PortNumber;
import io.swarmd.model.task.TaskStates;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an object holds, told from the object as stored: how a new leader knows what is given already. */
public final class StoredClaims {

  private StoredClaims() {}

  /** A task that has ended holds nothing, though its addresses can still be read on it. */
  public static Set<Claim> of(Task task) {
    return task.getNetworksCount() == 0 || TaskStates.terminal(task) ? Set.of() : attachments(task.getNetworksList());
  }

  /** Its addresses, and those it has not been rid of for long. */
  public static Set<Claim> of(Node node, Instant now) {
    Set<Claim> claims = attachments(node.getAttachmentsList());
    claims.addAll(ReleasedAddresses.held(node, now));
    return claims;
  }

  public static Set<Claim> of(Service service) {
    Set<Claim> claims = new HashSet<>();
    for (Endpoint.VirtualIP vip : service.getEndpoint().getVirtualIpsList()) {
      address(vip.getNetworkId(), vip.getAddr()).ifPresent(claims::add);
    }
    for (PortConfig port : service.getEndpoint().getPortsList()) {
      if (port.getPublishMode() == PublishMode.INGRESS && port.getPublishedPort() != 0) {
        claims.add(new Claim.Port(PortNumber.published(port)));
      }
    }
    return claims;
  }

  /** The ports that a service asks for on the nodes of its tasks, by number. */
  public static Set<PortNumber> hostPorts(Service service) {
    return service.getSpec().getEndpoint().getPortsList().stream()
        .filter(port -> port.getPublishMode() == PublishMode.HOST && port.getPublishedPort() != 0)
        .map(PortNumber::published).collect(Collectors.toUnmodifiableSet());
  }

  /** The claim on an address as stored, with a prefix length; empty where none was given. */
  public static Optional<Claim> address(String networkId, String stored) {
    return Subnet.parseAddress(stored).map(address -> new Claim.Address(networkId, address));
  }

  private static Set<Claim> attachments(List<NetworkAttachment> attachments) {
    Set<Claim> claims = new HashSet<>();
    for (NetworkAttachment attachment : attachments) {
      for (String address : attachment.getAddressesList()) {
        address(attachment.getNetwork().getId(), address).ifPresent(claims::add);
      }
    }
    return claims;
  }
}
