package io.swarmd.allocator.book;

import io.swarmd.model.port.PortNumber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The ports that services ask for on the nodes of their tasks; several may ask for the same. */
final class HostPorts {

  private final Map<String, Set<PortNumber>> byService = new HashMap<>();
  private final Map<PortNumber, Integer> users = new HashMap<>();

  boolean contains(PortNumber port) {
    return users.containsKey(port);
  }

  /**
   * Lets the service ask for these and no others.
   *
   * @return those that nobody asks for any more
   */
  Set<PortNumber> put(String serviceId, Set<PortNumber> ports) {
    Set<PortNumber> before = ports.isEmpty() ? byService.remove(serviceId) : byService.put(serviceId, ports);
    ports.forEach(port -> users.merge(port, 1, Integer::sum));
    Set<PortNumber> freed = new HashSet<>();
    for (PortNumber port : before == null ? Set.<PortNumber>of() : before) {
      if (users.merge(port, -1, (now, less) -> now + less == 0 ? null : now + less) == null) {
        freed.add(port);
      }
    }
    return freed;
  }
}
