package io.swarmd.dispatcher.logs;

import io.swarmd.api.LogMessage;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.dispatcher.stream.Refusal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stream of lines from a node, for one subscription, which the first message names (dispatch sheet, 7.7). On the
 * broker's loop.
 */
final class Publication {

  private static final String BROKEN = "disconnected unexpectedly";

  private final String nodeId;
  private final Publisher publisher;
  private final Function<String, Optional<LogSubscription>> subscriptions;
  private final Consumer<LogSubscription> settled;
  private final Consumer<Publication> forget;
  private Optional<LogSubscription> bound = Optional.empty();
  private boolean over;

  /**
   * @param subscriptions finds an open one by its id
   * @param settled called when the node is done with the subscription
   * @param forget called when this is over
   */
  Publication(String nodeId, Publisher publisher, Function<String, Optional<LogSubscription>> subscriptions,
      Consumer<LogSubscription> settled, Consumer<Publication> forget) {
    this.nodeId = nodeId;
    this.publisher = publisher;
    this.subscriptions = subscriptions;
    this.settled = settled;
    this.forget = forget;
  }

  void message(PublishLogsMessage message) {
    if (over) {
      return;
    }
    try {
      LogSubscription subscription = bind(message.getSubscriptionId());
      for (LogMessage line : message.getMessagesList()) {
        requireOwn(line);
        subscription.line(nodeId, line);
      }
      if (message.getClose()) {
        ended();
      } else {
        subscription.whenRoom(this::proceed);
      }
    } catch (Refusal refused) {
      refuse(refused);
    }
  }

  /** Ends the stream for a reason. */
  void refuse(Refusal why) {
    if (!over) {
      publisher.fail(why);
      broken();
    }
  }

  private void proceed() {
    if (!over) {
      publisher.next();
    }
  }

  private LogSubscription bind(String id) {
    if (id.isEmpty()) {
      throw new Refusal(Refusal.Reason.INVALID_REQUEST, "missing subscription ID");
    }
    if (bound.isEmpty()) {
      bound = Optional.of(subscriptions.apply(id).filter(found -> found.awaits(nodeId))
          .orElseThrow(() -> new Refusal(Refusal.Reason.UNKNOWN_SUBSCRIPTION)));
      bound.get().attach(this);
    }
    return bound.filter(subscription -> subscription.id().equals(id)).orElseThrow(
        () -> new Refusal(Refusal.Reason.INVALID_REQUEST, "different subscription IDs in the same session"));
  }

  private void requireOwn(LogMessage line) {
    if (!line.getContext().getNodeId().equals(nodeId)) {
      throw new Refusal(Refusal.Reason.FOREIGN_LINES);
    }
  }

  /** The node has sent all it has, said so or not; or nobody wants more. */
  void ended() {
    if (!over) {
      over();
      publisher.complete();
      bound.ifPresent(subscription -> {
        subscription.done(nodeId);
        settled.accept(subscription);
      });
    }
  }

  /** The stream broke off. */
  void broken() {
    if (!over) {
      over();
      bound.ifPresent(subscription -> {
        subscription.lost(nodeId, BROKEN);
        settled.accept(subscription);
      });
    }
  }

  private void over() {
    over = true;
    bound.ifPresent(subscription -> subscription.detach(this));
    forget.accept(this);
  }
}
