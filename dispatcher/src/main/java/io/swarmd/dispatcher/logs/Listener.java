package io.swarmd.dispatcher.logs;

import io.swarmd.api.SubscriptionMessage;
import io.swarmd.dispatcher.stream.Outlet;
import java.util.LinkedHashMap;

/**
 * One stream on which a node hears of subscriptions. While it takes nothing, one message of each subscription waits,
 * the latest; a subscription that ended before the node heard of it is never told. On the broker's loop.
 */
final class Listener {

  private final Outlet<SubscriptionMessage> outlet;
  private final LinkedHashMap<String, SubscriptionMessage> waiting = new LinkedHashMap<>();

  Listener(Outlet<SubscriptionMessage> outlet) {
    this.outlet = outlet;
  }

  void tell(SubscriptionMessage message) {
    SubscriptionMessage unheard = waiting.remove(message.getId());
    boolean neverHeard = message.getClose() && unheard != null && !unheard.getClose();
    if (!neverHeard) {
      waiting.put(message.getId(), message);
      pump();
    }
  }

  void pump() {
    while (!waiting.isEmpty() && outlet.ready()) {
      SubscriptionMessage next = waiting.pollFirstEntry().getValue();
      outlet.send(next);
    }
  }

  /** Ends the stream without an error, as the original does; the agent then looks for the leader anew. */
  void end() {
    outlet.complete();
  }
}
