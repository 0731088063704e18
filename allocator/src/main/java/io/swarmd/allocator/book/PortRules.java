package io.swarmd.allocator.book;

import java.util.Set;

/**
 * Which ports may be published on every node (scheduling sheet, 3.8 and section 5).
 *
 * @param automaticFirst the lowest that is chosen for a service that names none
 * @param automaticLast the highest that is
 * @param forbidden numbers that no service gets, in any protocol, as the machines need them themselves
 */
public record PortRules(int automaticFirst, int automaticLast, Set<Integer> forbidden) {

  /** The highest port number there is. */
  public static final int LAST = 65_535;

  public static final PortRules DEFAULTS = new PortRules(30_000, 32_767, Set.of());

  /** @throws IllegalArgumentException when the range is none */
  public PortRules {
    if (automaticFirst < 1 || automaticLast > LAST || automaticFirst > automaticLast) {
      throw new IllegalArgumentException(automaticFirst + "-" + automaticLast + " is no range of ports");
    }
    forbidden = Set.copyOf(forbidden);
  }
}
