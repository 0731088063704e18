package io.swarmd.allocator.book;

import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Node;
import io.swarmd.api.v1.ReleasedAddress;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Addresses that a node had until a moment ago. It may still answer on them, as it takes them down only once it hears
 * of it, so they stay with the node for a while (scheduling sheet, section 5, complaint 12). They are stored on the
 * node, so that a new leader keeps them too; the node itself gets its own back at once. A node has one at most in each
 * network.
 */
public final class ReleasedAddresses {

  /** Enough for a node whose session broke to come back and hear of it. */
  public static final Duration HOLD = Duration.ofSeconds(30);

  private ReleasedAddresses() {}

  /** What the node still holds of what it released. */
  static Set<Claim> held(Node node, Instant now) {
    Set<Claim> claims = new HashSet<>();
    heldEntries(node, now)
        .forEach(entry -> StoredClaims.address(entry.getNetworkId(), entry.getAddress()).ifPresent(claims::add));
    return claims;
  }

  /** When the first of them comes free. */
  public static Optional<Instant> firstEnd(Node node, Instant now) {
    return heldEntries(node, now).map(entry -> WireTime.instant(entry.getReleasedAt()).plus(HOLD))
        .min(Instant::compareTo);
  }

  /**
   * What the node has released once its attachments are these, in networks that there are.
   *
   * @param node as stored
   */
  public static List<ReleasedAddress> after(Node node, List<NetworkAttachment> attachments, Book book, Instant now) {
    Set<String> kept = new HashSet<>();
    attachments.forEach(attachment -> kept.add(attachment.getNetwork().getId()));
    Stream<ReleasedAddress> dropped = node.getAttachmentsList().stream()
        .filter(attachment -> attachment.getAddressesCount() > 0)
        .map(attachment -> ReleasedAddress.newBuilder().setNetworkId(attachment.getNetwork().getId())
            .setAddress(attachment.getAddresses(0)).setReleasedAt(WireTime.timestamp(now)).build());
    List<ReleasedAddress> released = new ArrayList<>();
    Stream.concat(heldEntries(node, now), dropped)
        .filter(entry -> !kept.contains(entry.getNetworkId()) && book.network(entry.getNetworkId()).isPresent())
        .forEach(released::add);
    return released;
  }

  /** A moment in the future, by a clock that went astray, holds no longer than one in the past. */
  private static Stream<ReleasedAddress> heldEntries(Node node, Instant now) {
    return node.getReleasedAddressesList().stream().filter(entry ->
        Duration.between(WireTime.instant(entry.getReleasedAt()), now).abs().compareTo(HOLD) < 0);
  }
}
