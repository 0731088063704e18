package io.swarmd.allocator.book;

import io.swarmd.allocator.pool.NumberPool;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.model.port.PortNumber;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The ports published on every node, each protocol with numbers of its own (scheduling sheet, 3.8). */
final class Ports {

  private final PortRules rules;
  private final Map<Protocol, NumberPool> byProtocol = new EnumMap<>(Protocol.class);
  private final HostPorts onHosts = new HostPorts();

  Ports(PortRules rules) {
    this.rules = rules;
  }

  static boolean exists(PortNumber port) {
    return port.number() > 0 && port.number() <= PortRules.LAST;
  }

  boolean forbidden(PortNumber port) {
    return rules.forbidden().contains(port.number());
  }

  HostPorts onHosts() {
    return onHosts;
  }

  boolean take(PortNumber port) {
    return exists(port) && numbers(port.protocol()).take(port.number());
  }

  /** One that is neither forbidden nor published by tasks on their own nodes. */
  Optional<PortNumber> takeNext(Protocol protocol) {
    var number = numbers(protocol).takeNext(next -> {
      PortNumber port = new PortNumber(protocol, next);
      return !forbidden(port) && !onHosts.contains(port);
    });
    return number.isEmpty() ? Optional.empty() : Optional.of(new PortNumber(protocol, number.getAsInt()));
  }

  void release(PortNumber port) {
    numbers(port.protocol()).release(port.number());
  }

  int taken() {
    return byProtocol.values().stream().mapToInt(NumberPool::taken).sum();
  }

  private NumberPool numbers(Protocol protocol) {
    return byProtocol.computeIfAbsent(protocol, key -> new NumberPool(PortRules.LAST, rules.automaticFirst(), rules.automaticLast()));
  }
}
