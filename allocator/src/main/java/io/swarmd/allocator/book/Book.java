package io.swarmd.allocator.book;

import io.swarmd.allocator.pool.NumberPool;
import io.swarmd.allocator.pool.SubnetPool;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.model.address.IpAddress;
import io.swarmd.model.port.PortNumber;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is allocated: what the stored objects say they hold, and what was taken for proposals under way. Nothing is
 * held by two. For one thread.
 */
public final class Book {

  /** The VXLAN ids chosen automatically; below them only those asked for. */
  private static final int VXLAN_AUTOMATIC_FIRST = 4_096;
  private static final int VXLAN_LAST = 16_777_215;

  private final SubnetPool subnets;
  private final NumberPool vxlanIds = new NumberPool(VXLAN_LAST, VXLAN_AUTOMATIC_FIRST, VXLAN_LAST);
  private final Ports ports;
  private final Map<String, AllocatedNetwork> networks = new HashMap<>();
  private final Map<Subject, Set<Claim>> held = new HashMap<>();

  public Book(SubnetPool subnets, PortRules portRules) {
    this.subnets = subnets;
    this.ports = new Ports(portRules);
  }

  public SubnetPool subnets() {
    return subnets;
  }

  public NumberPool vxlanIds() {
    return vxlanIds;
  }

  public Optional<AllocatedNetwork> network(String id) {
    return Optional.ofNullable(networks.get(id));
  }

  public Collection<AllocatedNetwork> networks() {
    return networks.values();
  }

  public void add(AllocatedNetwork network) {
    networks.put(network.network().getId(), network);
  }

  /** Forgets a network and frees what it took. What others still hold in it means nothing from now on. */
  public void removeNetwork(String id) {
    AllocatedNetwork network = networks.remove(id);
    if (network != null) {
      network.pools().forEach(pool -> subnets.release(pool.subnet()));
      network.vxlanIds().forEach(vxlanIds::release);
    }
  }

  public boolean holds(Subject subject, Claim claim) {
    return held.getOrDefault(subject, Set.of()).contains(claim);
  }

  public Set<Claim> heldBy(Subject subject) {
    return Set.copyOf(held.getOrDefault(subject, Set.of()));
  }

  /** Takes this for the subject; true also when it holds it already. False when another does, or it does not exist. */
  public boolean take(Subject subject, Claim claim) {
    if (holds(subject, claim)) {
      return true;
    }
    boolean taken = switch (claim) {
      case Claim.Address address -> network(address.networkId()).filter(n -> n.take(address.address())).isPresent();
      case Claim.Port port -> ports.take(port.port());
    };
    if (taken) {
      remember(subject, claim);
    }
    return taken;
  }

  /**
   * Takes an address in the network, of which a subject has one at most. One it holds still, as it has released it not
   * long ago, serves again.
   */
  public Optional<IpAddress> takeAddress(Subject subject, AllocatedNetwork network) {
    String id = network.network().getId();
    for (Claim claim : held.getOrDefault(subject, Set.of())) {
      if (claim instanceof Claim.Address address && address.networkId().equals(id)) {
        return Optional.of(address.address());
      }
    }
    Optional<IpAddress> address = network.takeNext();
    address.ifPresent(taken -> remember(subject, new Claim.Address(id, taken)));
    return address;
  }

  public static boolean portExists(PortNumber port) {
    return Ports.exists(port);
  }

  /** Whether the port is kept from all services. */
  public boolean portForbidden(PortNumber port) {
    return ports.forbidden(port);
  }

  /**
   * Lets a service ask for these on the nodes of its tasks; they are chosen for no other.
   *
   * @return those that nobody asks for any more
   */
  public Set<PortNumber> hostPorts(String serviceId, Set<PortNumber> wanted) {
    return ports.onHosts().put(serviceId, wanted);
  }

  public Optional<PortNumber> takePort(Subject subject, Protocol protocol) {
    Optional<PortNumber> port = ports.takeNext(protocol);
    port.ifPresent(taken -> remember(subject, new Claim.Port(taken)));
    return port;
  }

  /**
   * Lets the subject hold these and nothing else.
   *
   * @return what was given back; those of {@code wanted} that another holds are not taken from it
   */
  public Set<Claim> settle(Subject subject, Set<Claim> wanted) {
    if (wanted.isEmpty() && !held.containsKey(subject)) {
      return Set.of();
    }
    wanted.forEach(claim -> take(subject, claim));
    Set<Claim> surplus = new HashSet<>(held.getOrDefault(subject, Set.of()));
    surplus.removeAll(wanted);
    surplus.forEach(claim -> release(subject, claim));
    return surplus;
  }

  /** How much is held in all, for tests and metrics. */
  public int claims() {
    return held.values().stream().mapToInt(Set::size).sum();
  }

  /** What is held in all: addresses of networks there are, and ports. */
  public List<Claim> everythingHeld() {
    return held.values().stream().flatMap(Set::stream)
        .filter(claim -> !(claim instanceof Claim.Address address) || networks.containsKey(address.networkId()))
        .toList();
  }

  private void remember(Subject subject, Claim claim) {
    held.computeIfAbsent(subject, key -> new HashSet<>()).add(claim);
  }

  private void release(Subject subject, Claim claim) {
    held.computeIfPresent(subject, (key, claims) -> {
      claims.remove(claim);
      return claims.isEmpty() ? null : claims;
    });
    switch (claim) {
      case Claim.Address address -> network(address.networkId()).ifPresent(n -> n.release(address.address()));
      case Claim.Port port -> ports.release(port.port());
    }
  }
}
