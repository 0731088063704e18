package io.swarmd.allocator;

import io.swarmd.allocator.book.AllocatedNetwork;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.rule.Lack;
import io.swarmd.allocator.rule.NetworkRule;
import io.swarmd.allocator.rule.NetworkRule.Result;
import io.swarmd.api.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The networks on their way into the book: proposed with what they took, entered once that is stored. Also knows which
 * of them carries published ports.
 */
final class Networks {

  /** What a stored network turned out to be. */
  enum Seen {
    /** In the book already. */
    KNOWN,
    /** Allocated, and in the book from now on. */
    ENTERED,
    /** Still to be allocated. */
    BARE
  }

  private final Book book;
  private final Map<String, AllocatedNetwork> proposed = new HashMap<>();
  private Optional<String> ingressId = Optional.empty();

  Networks(Book book) {
    this.book = book;
  }

  /** The network for published ports, once allocated. */
  Optional<AllocatedNetwork> ingress() {
    return ingressId.flatMap(book::network);
  }

  boolean isIngress(String id) {
    return ingressId.filter(id::equals).isPresent();
  }

  Seen observe(Network network) {
    if (!NetworkRule.allocated(network)) {
      return Seen.BARE;
    }
    Optional<AllocatedNetwork> known = book.network(network.getId());
    if (known.isPresent()) {
      book.add(known.get().as(network));
      return Seen.KNOWN;
    }
    AllocatedNetwork own = proposed.remove(network.getId());
    if (own != null && own.sameState(network)) {
      enter(own.as(network));
      return Seen.ENTERED;
    }
    if (own != null) {
      NetworkRule.giveBack(own, book);
    }
    if (NetworkRule.allocate(network, book) instanceof Result.Given given) {
      enter(given.network().as(network));
      return Seen.ENTERED;
    }
    return Seen.BARE;
  }

  /** Allocates for a proposal. */
  Result decide(Network network) {
    Result result = anotherIngress(network)
        .<Result>map(id -> new Result.Denied(Lack.network(id), "there is an ingress network already"))
        .orElseGet(() -> NetworkRule.allocate(network, book));
    if (result instanceof Result.Given given) {
      proposed.put(network.getId(), given.network());
    }
    return result;
  }

  /** The proposal came to nothing: what it took is free. */
  void proposalFailed(String id) {
    AllocatedNetwork network = proposed.remove(id);
    if (network != null) {
      NetworkRule.giveBack(network, book);
    }
  }

  void forget(String id) {
    proposalFailed(id);
    book.removeNetwork(id);
    if (isIngress(id)) {
      ingressId = Optional.empty();
    }
  }

  private void enter(AllocatedNetwork network) {
    book.add(network);
    if (NetworkRule.ingress(network.network()) && ingressId.isEmpty()) {
      ingressId = Optional.of(network.network().getId());
    }
  }

  /** The ingress network there is already, or is about to be, when this would be a second one. */
  private Optional<String> anotherIngress(Network network) {
    if (!NetworkRule.ingress(network)) {
      return Optional.empty();
    }
    return ingressId.or(() -> proposed.values().stream().map(AllocatedNetwork::network)
        .filter(NetworkRule::ingress).map(Network::getId).findFirst()).filter(id -> !id.equals(network.getId()));
  }
}
