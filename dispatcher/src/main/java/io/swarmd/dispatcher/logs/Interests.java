package io.swarmd.dispatcher.logs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The open subscriptions by id, and by each service, task and node they concern. On the broker's loop. */
final class Interests {

  private final Map<String, LogSubscription> byId = new HashMap<>();
  /** Ids of different kinds of objects are never the same. */
  private final Map<String, Set<LogSubscription>> byObject = new HashMap<>();

  void add(LogSubscription subscription) {
    byId.put(subscription.id(), subscription);
    subscription.selection().named().forEach(name -> link(name, subscription));
    subscription.nodes().forEach(node -> link(node, subscription));
  }

  void link(String object, LogSubscription subscription) {
    byObject.computeIfAbsent(object, name -> new LinkedHashSet<>()).add(subscription);
  }

  void remove(LogSubscription subscription) {
    byId.remove(subscription.id());
    subscription.selection().named().forEach(name -> unlink(name, subscription));
    subscription.nodes().forEach(node -> unlink(node, subscription));
  }

  private void unlink(String object, LogSubscription subscription) {
    byObject.computeIfPresent(object, (name, linked) -> {
      linked.remove(subscription);
      return linked.isEmpty() ? null : linked;
    });
  }

  Optional<LogSubscription> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** A copy: what is done to the subscriptions may end them. */
  List<LogSubscription> in(String object) {
    return List.copyOf(byObject.getOrDefault(object, Set.of()));
  }

  List<LogSubscription> all() {
    return new ArrayList<>(byId.values());
  }

  int size() {
    return byId.size();
  }
}
