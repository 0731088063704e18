package io.swarmd.allocator.rule;

import io.swarmd.allocator.book.Book;
import io.swarmd.allocator.book.Claim;
import io.swarmd.allocator.book.Subject;
import io.swarmd.api.PortConfig;
import io.swarmd.api.PortConfig.PublishMode;
import io.swarmd.api.Service;
import io.swarmd.model.port.PortIdentity;
import io.swarmd.model.port.PortNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ports of a service's endpoint, in the order of its spec (scheduling sheet, 3.8). Ports of the nodes' own are
 * taken over as they are. One chosen automatically keeps its number as long as name, protocol and target stay the
 * same, also when other ports come and go.
 */
final class PortChoice {

  private final Subject subject;
  private final Book book;
  private final Set<PortNumber> used = new HashSet<>();

  private PortChoice(Subject subject, Book book) {
    this.subject = subject;
    this.book = book;
  }

  /** @throws CannotGive when one is not to be had */
  static List<PortConfig> take(Service service, Subject subject, Book book) {
    return new PortChoice(subject, book)
        .choose(service.getSpec().getEndpoint().getPortsList(), service.getEndpoint().getPortsList());
  }

  private List<PortConfig> choose(List<PortConfig> wanted, List<PortConfig> stored) {
    // Numbers asked for go first, so that none of them is chosen for another port.
    wanted.stream().filter(port -> !automatic(port) && port.getPublishMode() == PublishMode.INGRESS)
        .forEach(this::takeNamed);
    Map<PortIdentity, Integer> before = new HashMap<>();
    stored.stream().filter(port -> port.getPublishMode() == PublishMode.INGRESS && port.getPublishedPort() != 0)
        .forEach(port -> before.put(PortIdentity.of(port), port.getPublishedPort()));
    List<PortConfig> result = new ArrayList<>();
    for (PortConfig port : wanted) {
      result.add(automatic(port)
          ? port.toBuilder().setPublishedPort(number(port, Optional.ofNullable(before.get(PortIdentity.of(port)))))
              .build()
          : port);
    }
    return result;
  }

  private static boolean automatic(PortConfig port) {
    return port.getPublishMode() == PublishMode.INGRESS && port.getPublishedPort() == 0;
  }

  private void takeNamed(PortConfig port) {
    PortNumber number = PortNumber.published(port);
    if (!used.add(number)) {
      throw new CannotGive(Lack.NOTHING, "port " + describe(number) + " is published twice by the service");
    }
    if (!Book.portExists(number)) {
      throw new CannotGive(Lack.NOTHING, "port " + describe(number) + " does not exist: ports are 1 to 65535");
    }
    Claim claim = new Claim.Port(number);
    if (book.portForbidden(number) && !book.holds(subject, claim)) {
      throw new CannotGive(Lack.NOTHING, "port " + describe(number) + " is kept for the machines themselves");
    }
    if (!book.take(subject, claim)) {
      throw new CannotGive(Lack.port(number), "port " + describe(number) + " is already in use by another service");
    }
  }

  private int number(PortConfig port, Optional<Integer> before) {
    Optional<PortNumber> kept = before.map(number -> new PortNumber(port.getProtocol(), number))
        .filter(number -> !used.contains(number) && book.take(subject, new Claim.Port(number)));
    PortNumber number = kept.or(() -> book.takePort(subject, port.getProtocol())).orElseThrow(() ->
        new CannotGive(Lack.anyPort(port.getProtocol()),
            "no free port left to publish target port " + port.getTargetPort()));
    used.add(number);
    return number.number();
  }

  private static String describe(PortNumber port) {
    return port.number() + "/" + port.protocol().name().toLowerCase(java.util.Locale.ROOT);
  }
}
