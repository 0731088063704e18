package io.swarmd.allocator;

import io.swarmd.allocator.book.PortRules;
import io.swarmd.model.address.Subnet;
import java.util.List;

/**
 * What the machines of a cluster need the allocator to keep away from. Those of the leader are in force, so all
 * managers should be given the same.
 *
 * @param excludedSubnets networks get none of these addresses unless they ask for them by their subnet
 */
public record AllocatorSettings(PortRules ports, List<Subnet> excludedSubnets) {

  public static final AllocatorSettings DEFAULTS = new AllocatorSettings(PortRules.DEFAULTS, List.of());

  public AllocatorSettings {
    excludedSubnets = List.copyOf(excludedSubnets);
  }
}
