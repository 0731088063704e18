package io.swarmd.allocator.rule;

import io.swarmd.allocator.book.AllocatedNetwork;
import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.ReleasedAddresses;
import io.swarmd.allocator.book.StoredClaims;
import io.swarmd.allocator.book.Subject;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Node;
import io.swarmd.model.address.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each node an address for its load balancer in the ingress network and in every overlay network that a task on
 * it uses (scheduling sheet, 3.9). A node gets what can be had, and the rest when it can; what it needs no more stays
 * with it for a while.
 */
public final class NodeRule {

  private NodeRule() {}

  /** @param used ids of the networks of the tasks on the node */
  public static Verdict<Node> decide(
      Node node, Set<String> used, Book book, Optional<AllocatedNetwork> ingress, Instant now) {
    Subject subject = new Subject(Subject.Kind.NODE, node.getId());
    Set<String> missing = wanted(used, book, ingress);
    List<NetworkAttachment> attachments = new ArrayList<>();
    for (NetworkAttachment stored : node.getAttachmentsList()) {
      if (missing.contains(stored.getNetwork().getId()) && holds(stored, subject, book)) {
        missing.remove(stored.getNetwork().getId());
        attachments.add(stored);
      }
    }
    List<String> shortOf = new ArrayList<>();
    for (String id : missing) {
      AllocatedNetwork network = book.network(id).orElseThrow();
      Optional<IpAddress> address = book.takeAddress(subject, network);
      address.ifPresentOrElse(
          given -> attachments.add(NetworkAttachment.newBuilder().setNetwork(network.network())
              .addAddresses(network.withPrefix(given)).build()),
          () -> shortOf.add(Lack.address(id)));
    }
    if (!attachments.equals(node.getAttachmentsList())) {
      Node changed = node.toBuilder().clearAttachments().addAllAttachments(attachments).clearReleasedAddresses()
          .addAllReleasedAddresses(ReleasedAddresses.after(node, attachments, book, now)).build();
      return new Verdict.Write<>(changed, shortOf);
    }
    return shortOf.isEmpty() ? new Verdict.Settled<>() : new Verdict.Waits<>(shortOf, "could not find an available IP");
  }

  private static Set<String> wanted(Set<String> used, Book book, Optional<AllocatedNetwork> ingress) {
    Set<String> wanted = new LinkedHashSet<>();
    ingress.ifPresent(network -> wanted.add(network.network().getId()));
    used.stream().sorted().filter(id -> book.network(id).filter(network -> !network.nodeLocal()).isPresent())
        .forEach(wanted::add);
    return wanted;
  }

  /** Whether the node, as stored, has an address in the network. */
  public static boolean attached(Node node, String networkId) {
    return node.getAttachmentsList().stream().anyMatch(
        attachment -> attachment.getNetwork().getId().equals(networkId) && attachment.getAddressesCount() > 0);
  }

  private static boolean holds(NetworkAttachment stored, Subject subject, Book book) {
    return stored.getAddressesCount() > 0
        && StoredClaims.address(stored.getNetwork().getId(), stored.getAddresses(0))
            .filter(claim -> book.take(subject, claim)).isPresent();
  }
}
