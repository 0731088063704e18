package io.swarmd.allocator.book;

import io.swarmd.allocator.pool.NumberPool;
import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.model.port.PortNumber;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The ports published on every node, each protocol with numbers of its own (scheduling sheet, 3.8). */
final class Ports {

  private static final int LAST = 65_535;
  private static final int AUTOMATIC_FIRST = 30_000;
  private static final int AUTOMATIC_LAST = 32_767;

  private final Map<Protocol, NumberPool> byProtocol = new EnumMap<>(Protocol.class);

  static boolean exists(PortNumber port) {
    return port.number() > 0 && port.number() <= LAST;
  }

  boolean take(PortNumber port) {
    return exists(port) && numbers(port.protocol()).take(port.number());
  }

  Optional<PortNumber> takeNext(Protocol protocol) {
    var number = numbers(protocol).takeNext();
    return number.isEmpty() ? Optional.empty() : Optional.of(new PortNumber(protocol, number.getAsInt()));
  }

  void release(PortNumber port) {
    numbers(port.protocol()).release(port.number());
  }

  int taken() {
    return byProtocol.values().stream().mapToInt(NumberPool::taken).sum();
  }

  private NumberPool numbers(Protocol protocol) {
    return byProtocol.computeIfAbsent(protocol, key -> new NumberPool(LAST, AUTOMATIC_FIRST, AUTOMATIC_LAST));
  }
}
