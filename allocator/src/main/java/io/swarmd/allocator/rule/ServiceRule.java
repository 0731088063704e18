package io.swarmd.allocator.rule;

import io.swarmd.allocator.book.AllocatedNetwork;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.Claim;
import io.swarmd.allocator.book.StoredClaims;
import io.swarmd.allocator.book.Subject;
import io.swarmd.api.Endpoint;
import io.swarmd.api.Endpoint.VirtualIP;
import io.swarmd.api.EndpointSpec.ResolutionMode;
import io.swarmd.api.NetworkAttachmentConfig;
import io.swarmd.api.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives services virtual addresses and published ports (scheduling sheet, 3.7 and 3.8). What a service has and still
 * wants it keeps; what it no longer wants is given back once that is stored. A service that cannot have all it wants
 * keeps what it has.
 */
public final class ServiceRule {

  private ServiceRule() {}

  public static Verdict<Service> decide(Service service, Book book, Optional<AllocatedNetwork> ingress) {
    Subject subject = new Subject(Subject.Kind.SERVICE, service.getId());
    Set<Claim> before = book.heldBy(subject);
    try {
      Endpoint endpoint = endpoint(service, subject, book, ingress);
      boolean bare = !service.getSpec().hasEndpoint() && endpoint.equals(Endpoint.getDefaultInstance());
      if (bare ? !service.hasEndpoint() : endpoint.equals(service.getEndpoint()) && service.hasEndpoint()) {
        return new Verdict.Settled<>();
      }
      Service.Builder changed = service.toBuilder();
      return Verdict.write((bare ? changed.clearEndpoint() : changed.setEndpoint(endpoint)).build());
    } catch (CannotGive refusal) {
      book.settle(subject, before);
      return Verdict.waits(refusal.shortOf(), refusal.getMessage());
    }
  }

  private static Endpoint endpoint(Service service, Subject subject, Book book, Optional<AllocatedNetwork> ingress) {
    Endpoint.Builder endpoint = Endpoint.newBuilder();
    if (service.getSpec().hasEndpoint()) {
      endpoint.setSpec(service.getSpec().getEndpoint());
    }
    // Before any port is chosen, so that waiting for a network uses up no number.
    wantedNetworks(service, ingress).forEach(id -> requireNetwork(id, book));
    endpoint.addAllPorts(PortChoice.take(service, subject, book));
    if (service.getSpec().getEndpoint().getMode() == ResolutionMode.VIP) {
      endpoint.addAllVirtualIps(virtualIps(service, subject, book, ingress));
    }
    return endpoint.build();
  }

  /** Ingress first, then those of the spec in its order. */
  private static Set<String> wantedNetworks(Service service, Optional<AllocatedNetwork> ingress) {
    Set<String> wanted = new LinkedHashSet<>();
    if (Attachments.needsIngress(service.getSpec().getEndpoint())) {
      wanted.add(ingress.map(network -> network.network().getId())
          .orElseThrow(() -> new CannotGive(Lack.INGRESS, "ingress network is missing")));
    }
    for (NetworkAttachmentConfig config : Attachments.wanted(service)) {
      wanted.add(config.getTarget());
    }
    return wanted;
  }

  private static AllocatedNetwork requireNetwork(String id, Book book) {
    return book.network(id)
        .orElseThrow(() -> new CannotGive(Lack.network(id), "network " + id + " is not allocated"));
  }

  /** Those it has come first, in their order. */
  private static List<VirtualIP> virtualIps(Service service, Subject subject, Book book,
      Optional<AllocatedNetwork> ingress) {
    Set<String> missing = wantedNetworks(service, ingress);
    List<VirtualIP> result = new ArrayList<>();
    for (VirtualIP stored : service.getEndpoint().getVirtualIpsList()) {
      if (missing.contains(stored.getNetworkId()) && still(stored, subject, book)) {
        missing.remove(stored.getNetworkId());
        result.add(stored);
      }
    }
    for (String id : missing) {
      result.add(VirtualIP.newBuilder().setNetworkId(id).setAddr(address(requireNetwork(id, book), subject, book))
          .build());
    }
    return result;
  }

  /** On a network that each node makes for itself the entry has no address. */
  private static boolean still(VirtualIP stored, Subject subject, Book book) {
    return requireNetwork(stored.getNetworkId(), book).nodeLocal() ? stored.getAddr().isEmpty()
        : StoredClaims.address(stored.getNetworkId(), stored.getAddr()).filter(claim -> book.take(subject, claim))
            .isPresent();
  }

  private static String address(AllocatedNetwork network, Subject subject, Book book) {
    if (network.nodeLocal()) {
      return "";
    }
    return book.takeAddress(subject, network).map(network::withPrefix).orElseThrow(() ->
        new CannotGive(Lack.address(network.network().getId()), "could not find an available IP while allocating VIP"));
  }
}
