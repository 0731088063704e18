package io.swarmd.ca.issuance;

import io.swarmd.api.Certificate;
import io.swarmd.api.Node;
import io.swarmd.identity.external.ExternalAuthorities;
import io.swarmd.identity.external.ExternalAuthorityException;
import io.swarmd.identity.external.NodeOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What external authorities have been asked and have not answered yet. One thread asks and takes the answers, which
 * come from any. At most as many answers wait as orders were given.
 */
final class OpenOrders {

  private final ExternalAuthorities authorities;
  private final Map<String, Order> open = new HashMap<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  OpenOrders(ExternalAuthorities authorities) {
    this.authorities = authorities;
  }

  /**
   * A certificate that was asked for.
   *
   * @param asked the node's record at that time
   */
  record Order(String nodeId, Certificate asked, ExternalSigner signer, NodeOrder order) {}

  /** What became of an order: a certificate, or a reason why there is none. */
  record Answer(Order order, byte[] reply, Optional<ExternalAuthorityException> refusal) {}

  /**
   * Asks for a node's certificate.
   *
   * @param wake run when the answer is there
   * @throws io.swarmd.identity.IdentityException when the node's request cannot be read
   */
  void ask(ExternalSigner signer, Node node, Runnable wake) {
    Order order = new Order(node.getId(), node.getCertificate(), signer, signer.order(node));
    open.put(node.getId(), order);
    authorities.sign(signer.urls(), order.order(), signer.trusted()).whenComplete((reply, failure) -> {
      answers.add(failure == null ? new Answer(order, reply, Optional.empty())
          : new Answer(order, new byte[0], Optional.of(reason(failure))));
      wake.run();
    });
  }

  private static ExternalAuthorityException reason(Throwable failure) {
    return switch (failure) {
      case ExternalAuthorityException refused -> refused;
      case CompletionException wrapped when wrapped.getCause() != null -> reason(wrapped.getCause());
      default -> ExternalAuthorityException.passing("unable to perform certificate signing request: " + failure);
    };
  }

  boolean isOpen(String nodeId) {
    return open.containsKey(nodeId);
  }

  int count() {
    return open.size();
  }

  /** The answers that have come since the last time, but for those nobody waits for any more. */
  List<Answer> take() {
    List<Answer> taken = new ArrayList<>();
    for (Answer next = answers.poll(); next != null; next = answers.poll()) {
      if (open.remove(next.order().nodeId(), next.order())) {
        taken.add(next);
      }
    }
    return taken;
  }

  void forgetAll() {
    open.clear();
  }
}
