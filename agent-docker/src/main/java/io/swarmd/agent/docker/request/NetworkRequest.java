package io.swarmd.agent.docker.request;

import io.swarmd.api.IPAMOptions;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.model.address.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A network of a task, on this node alone (dispatch sheet, 5.5).
 *
 * @param predefined whether every Engine has it by itself
 * @param ipv4 without its subnet's length; empty for any
 */
public record NetworkRequest(
    String id,
    String name,
    boolean predefined,
    String driver,
    Map<String, String> driverOptions,
    IPAMOptions ipam,
    boolean internal,
    boolean ipv6Enabled,
    Optional<String> ipv4,
    Optional<String> ipv6,
    List<String> aliases) {

  private static final String PREDEFINED = "com.docker.swarm.predefined";
  private static final String OVERLAY = "overlay";

  /** The task's networks as the allocator gave them. */
  static List<NetworkRequest> of(List<NetworkAttachment> attachments) {
    return attachments.stream().map(NetworkRequest::of).toList();
  }

  private static NetworkRequest of(NetworkAttachment attachment) {
    Network network = attachment.getNetwork();
    boolean predefined =
        "true".equals(network.getSpec().getAnnotations().getLabelsMap().get(PREDEFINED));
    boolean decided = !network.getDriverState().getName().isEmpty();
    // The Engine itself numbers its predefined networks and knows no aliases there.
    List<String> addresses = predefined ? List.of() : attachment.getAddressesList();
    return new NetworkRequest(
        network.getId(),
        network.getSpec().getAnnotations().getName(),
        predefined,
        (decided ? network.getDriverState() : network.getSpec().getDriverConfig()).getName(),
        (decided ? network.getDriverState() : network.getSpec().getDriverConfig()).getOptionsMap(),
        network.hasIpam() ? network.getIpam() : network.getSpec().getIpam(),
        network.getSpec().getInternal(),
        network.getSpec().getIpv6Enabled(),
        last(addresses, address -> !address.contains(":")),
        last(addresses, address -> address.contains(":")),
        predefined ? List.of() : attachment.getAliasesList());
  }

  /** The last address of a family; one that is no address with its length is skipped. */
  private static Optional<String> last(List<String> addresses, Predicate<String> family) {
    List<String> found = new ArrayList<>();
    for (String address : addresses) {
      int slash = address.indexOf('/');
      if (slash > 0 && family.test(address) && isAddress(address.substring(0, slash))) {
        found.add(address.substring(0, slash));
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }

  private static boolean isAddress(String text) {
    return IpAddress.parse(text).isPresent();
  }

  /** Whether the network spans nodes, which an Engine outside the swarm cannot do. */
  public boolean isOverlay() {
    return driver.equals(OVERLAY);
  }
}
