package io.swarmd.allocator.rule;

import io.swarmd.allocator.pool.AddressPool;
import io.swarmd.allocator.pool.NumberPool;
import io.swarmd.api.Driver;
import io.swarmd.api.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The VXLAN ids of an overlay network, one for each subnet, and the driver state that tells them (3.5). */
final class VxlanIds {

  private static final String OPTION = "com.docker.network.driver.overlay.vxlanid_list";

  private VxlanIds() {}

  /** @throws CannotGive when one cannot be had; nothing is taken then */
  static List<Integer> take(Network network, List<AddressPool> pools, NumberPool ids) {
    String[] wanted = options(network).getOrDefault(OPTION, "").split(",");
    List<Integer> taken = new ArrayList<>();
    try {
      for (int i = 0; i < pools.size(); i++) {
        boolean named = i < wanted.length && !wanted[i].isBlank();
        taken.add(named ? takeNamed(wanted[i].strip(), pools.get(i), ids) : takeNext(ids));
      }
      return List.copyOf(taken);
    } catch (CannotGive refusal) {
      taken.forEach(ids::release);
      throw refusal;
    }
  }

  static Driver driverState(Network network, List<Integer> ids) {
    String list = ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    return Driver.newBuilder().setName(NetworkKind.OVERLAY)
        .putAllOptions(options(network)).putOptions(OPTION, list).build();
  }

  /** The spec's, overlaid by what was stored before. */
  private static Map<String, String> options(Network network) {
    Map<String, String> options = new HashMap<>(network.getSpec().getDriverConfig().getOptionsMap());
    options.putAll(network.getDriverState().getOptionsMap());
    return options;
  }

  private static int takeNamed(String text, AddressPool pool, NumberPool ids) {
    int id = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    String why = "could not assign vxlan id " + text + " to pool " + pool.subnet() + ": ";
    if (!ids.exists(id)) {
      throw new CannotGive(Lack.NOTHING, why + "not a vxlan id");
    }
    if (!ids.take(id)) {
      throw new CannotGive(Lack.VXLAN_ID, why + "it is in use");
    }
    return id;
  }

  private static int takeNext(NumberPool ids) {
    OptionalInt id = ids.takeNext();
    return id.orElseThrow(() -> new CannotGive(Lack.VXLAN_ID, "could not obtain vxlan id"));
  }
}
