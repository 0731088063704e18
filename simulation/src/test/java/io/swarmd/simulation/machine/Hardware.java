package io.swarmd.simulation.machine;

import io.swarmd.agent.exec.MachineDescription;
import io.swarmd.api.GenericResource;
import io.swarmd.api.NodeDescription;
import io.swarmd.model.resource.GenericResources;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a machine has for tasks to reserve.
 *
 * @param generic of {@link #CARD}, the names of cards or how many there are; of {@link #SEAT}, how many there are
 */
public record Hardware(int cpus, long memoryBytes, List<GenericResource> generic) {

  /** A kind of which some machines have names, some a count, and some nothing. */
  public static final String CARD = "card";
  /** A kind of which machines have a count, if they have any. */
  public static final String SEAT = "seat";

  private static final int CARDS = 4;
  private static final int SEATS = 5;

  /** Some machine; those of a kind differ in what they have. */
  public static Hardware any(RandomGenerator random) {
    List<GenericResource> generic = new ArrayList<>();
    int cards = random.nextInt(CARDS);
    if (random.nextInt(3) == 0 && cards > 0) {
      generic.add(GenericResources.count(CARD, cards));
    } else {
      for (int card = 0; card < cards; card++) {
        generic.add(GenericResources.named(CARD, "card-" + card));
      }
    }
    int seats = random.nextInt(SEATS);
    if (seats > 0) {
      generic.add(GenericResources.count(SEAT, seats));
    }
    return new Hardware(4 + 4 * random.nextInt(2), 8L << 30, List.copyOf(generic));
  }

  NodeDescription describe() {
    NodeDescription.Builder description =
        MachineDescription.of("simulated", "simulated", cpus, memoryBytes).toBuilder();
    description.getResourcesBuilder().addAllGeneric(generic);
    return description.build();
  }
}
