package io.swarmd.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.allocator.book.Claim;
import io.swarmd.allocator.book.ReleasedAddresses;
import io.swarmd.allocator.book.StoredClaims;
import io.swarmd.api.Node;
import io.swarmd.api.v1.ReleasedAddress;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.Table;
import io.swarmd.store.state.StoreState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Remembers which addresses nodes gave up and when, and that nobody else may have them soon after. */
final class ReleaseWatch {

  private record Release(String nodeId, Instant at) {}

  private final Map<Claim, Release> releases = new HashMap<>();
  private Map<Claim, String> ofNodes = Map.of();

  /** Another leader does not know what nodes had that are gone. */
  void newLeader(StoreState state) {
    releases.values().removeIf(release -> state.get(Table.NODE, release.nodeId).isEmpty());
  }

  void look(StoreState state, Instant now) {
    Map<Claim, String> ofNodesNow = new HashMap<>();
    state.all(Table.NODE).forEach(node -> inUse(node, now).forEach(claim -> ofNodesNow.put(claim, node.getId())));
    ofNodes.forEach((claim, nodeId) -> {
      if (!nodeId.equals(ofNodesNow.get(claim))) {
        releases.put(claim, new Release(nodeId, releasedAt(state, nodeId, claim, now)));
      }
    });
    releases.keySet().removeIf(claim -> state.get(Table.NETWORK, ((Claim.Address) claim).networkId()).isEmpty());
    releases.values().removeIf(release -> !now.isBefore(release.at.plus(ReleasedAddresses.HOLD)));
    releases.entrySet().removeIf(entry -> entry.getValue().nodeId.equals(ofNodesNow.get(entry.getKey())));
    assertNoneOf(ofNodesNow.keySet());
    state.all(Table.TASK).forEach(task -> assertNoneOf(StoredClaims.of(task)));
    state.all(Table.SERVICE).forEach(service -> assertNoneOf(StoredClaims.of(service)));
    ofNodes = ofNodesNow;
  }

  private void assertNoneOf(Set<Claim> held) {
    assertThat(held).noneMatch(releases::containsKey);
  }

  private static Set<Claim> inUse(Node node, Instant now) {
    return StoredClaims.of(node.toBuilder().clearReleasedAddresses().build(), now);
  }

  /** As decided, which was before it was written; for a node that is gone, now. */
  private static Instant releasedAt(StoreState state, String nodeId, Claim claim, Instant now) {
    return state.get(Table.NODE, nodeId).stream().flatMap(node -> node.getReleasedAddressesList().stream())
        .filter(entry -> StoredClaims.address(entry.getNetworkId(), entry.getAddress()).filter(claim::equals).isPresent())
        .map(ReleasedAddress::getReleasedAt).map(WireTime::instant).findFirst().orElse(now);
  }
}
