package io.swarmd.agent.session;

import com.google.protobuf.ByteString;
import io.swarmd.api.EncryptionKey;
import io.swarmd.api.Node;
import io.swarmd.api.SessionMessage;
import io.swarmd.api.WeightedPeer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a session message holds that was not known before (dispatch sheet, 3.4).
 *
 * @param managers those with an address, as observed just now; empty when the message names none
 * @param node differs from the last in more than its status
 * @param rootCa PEM, when it is another than the last
 * @param keys all keys, when one of them is new
 */
public record NodeNews(
    List<WeightedPeer> managers, Optional<Node> node, Optional<ByteString> rootCa, List<EncryptionKey> keys) {

  /** What is known so far. */
  record Known(Node node, ByteString rootCa, List<EncryptionKey> keys) {

    static final Known NOTHING = new Known(Node.getDefaultInstance(), ByteString.EMPTY, List.of());

    NodeNews news(SessionMessage message) {
      List<WeightedPeer> managers =
          message.getManagersList().stream().filter(peer -> !peer.getPeer().getAddr().isEmpty()).toList();
      return new NodeNews(
          managers,
          Optional.of(message.getNode()).filter(told -> message.hasNode() && !bare(told).equals(bare(node))),
          Optional.of(message.getRootCA()).filter(told -> !told.isEmpty() && !told.equals(rootCa)),
          newKeys(message.getNetworkBootstrapKeysList()));
    }

    private List<EncryptionKey> newKeys(List<EncryptionKey> told) {
      Set<Long> times = keys.stream().map(EncryptionKey::getLamportTime).collect(Collectors.toSet());
      return told.stream().allMatch(key -> times.contains(key.getLamportTime())) ? List.of() : told;
    }

    Known with(NodeNews news) {
      return new Known(news.node.orElse(node), news.rootCa.orElse(rootCa), news.keys.isEmpty() ? keys : news.keys);
    }

    private static Node bare(Node node) {
      return node.toBuilder().clearStatus().clearMeta().build();
    }
  }
}
