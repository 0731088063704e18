package io.swarmd.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus.State;
import io.swarmd.api.Task;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.scheduler.host.Charge;
import io.swarmd.scheduler.host.Host;
import io.swarmd.scheduler.host.Hosts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The short way to the best host against the long way, which looks at all. */
class OpenHostsTest {

  private static final Instant NOW = Instant.EPOCH;

  private final Hosts hosts = new Hosts();
  private int charged;

  /** Zones and racks with the number 0 have no value. */
  private void describe(int number, State state, int zone, int rack, long memory) {
    Node.Builder node = Node.newBuilder().setId("n" + number);
    node.getStatusBuilder().setState(state);
    node.getSpecBuilder().getAnnotationsBuilder().putLabels("zone", zone == 0 ? "" : "z" + zone)
        .putLabels("rack", rack == 0 ? "" : "r" + rack);
    node.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(memory);
    hosts.describe(node.build());
  }

  private String charge(String nodeId, String serviceId) {
    String id = "c" + charged++;
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(serviceId);
    task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setMemoryBytes(1 + charged % 2);
    hosts.charge(nodeId, Charge.of(task.build(), false));
    return id;
  }

  private static Wish wish(List<String> constraints, String... spread) {
    return wish(List.of(), constraints, spread);
  }

  private static Wish wish(List<ServiceOption> options, List<String> constraints, String... spread) {
    Task.Builder task = Task.newBuilder().setServiceId("s");
    options.forEach(option -> task.getServiceAnnotationsBuilder().putLabels(option.label(), "true"));
    task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setMemoryBytes(1);
    task.getSpecBuilder().getPlacementBuilder().addAllConstraints(constraints);
    for (String descriptor : spread) {
      task.getSpecBuilder().getPlacementBuilder().addPreferencesBuilder().getSpreadBuilder()
          .setSpreadDescriptor(descriptor);
    }
    return Wish.of(task.build());
  }

  private Optional<Host> byLookingAtAll(Wish wish) {
    Candidates candidates = new Candidates(hosts, wish);
    candidates.catchUp(NOW);
    return candidates.best();
  }

  @Property(tries = 300)
  void bothWaysLeadToAnEquallyGoodHost(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 0, max = 2) int levels,
      @ForAll @Size(max = 2) List<@From("placementOptions") ServiceOption> options) {
    Random random = new Random(seed);
    OpenHostsTest cluster = new OpenHostsTest();
    Wish wish = wish(options, random.nextBoolean() ? List.of() : List.of("node.labels.zone!=z1"),
        List.of("node.labels.zone", "node.labels.rack").subList(0, levels).toArray(String[]::new));
    OpenHosts open = new OpenHosts(cluster.hosts, OpenHosts.Key.of(wish));
    for (int step = 0; step < 30; step++) {
      cluster.change(random, nodes);
      Optional<Host> near = open.best(wish, NOW);
      Optional<Host> far = cluster.byLookingAtAll(wish);
      assertThat(near.isPresent()).isEqualTo(far.isPresent());
      if (levels == 0) {
        assertThat(near).isEqualTo(far);
      }
      Stream.of(near, far).flatMap(Optional::stream).forEach(host -> cluster.assertBest(host, wish, levels));
    }
  }

  @Provide
  Arbitrary<ServiceOption> placementOptions() {
    return Arbitraries.of(ServiceOption.SPREAD_BY_RESERVATION, ServiceOption.UNLABELLED_LAST);
  }

  /** Of the branches with a host that suits, the one with the fewest tasks, level by level. */
  private void assertBest(Host host, Wish wish, int levels) {
    List<Host> rivals = hosts.all().stream().filter(Host::present)
        .filter(other -> wish.filters().firstFailed(other) < 0).toList();
    for (int level = 1; level <= levels; level++) {
      int depth = level;
      if (wish.options().unlabelledLast() && rivals.stream().anyMatch(rival -> isLabelled(rival, depth))) {
        assertThat(isLabelled(host, depth)).isTrue();
        rivals = rivals.stream().filter(rival -> isLabelled(rival, depth)).toList();
      }
      assertThat(rivals).allMatch(rival -> tasksBeside(rival, depth) >= tasksBeside(host, depth));
      rivals = rivals.stream().filter(rival -> beside(host, rival, depth)).toList();
    }
    assertThat(rivals).allMatch(rival -> wish.rank(rival, NOW).compareTo(wish.rank(host, NOW)) >= 0);
  }

  private void change(Random random, int nodes) {
    int number = random.nextInt(nodes);
    switch (random.nextInt(6)) {
      case 0 -> hosts.remove("n" + number);
      case 1, 2 -> describe(number, random.nextInt(5) == 0 ? State.DOWN : State.READY, random.nextInt(3),
          random.nextInt(2), random.nextInt(4));
      case 3 -> hosts.release("c" + random.nextInt(charged + 1));
      default -> charge("n" + number, random.nextBoolean() ? "s" : "other");
    }
  }

  private long tasksBeside(Host host, int level) {
    return hosts.all().stream().filter(Host::present).filter(other -> beside(host, other, level))
        .mapToLong(other -> other.activeOf("s")).sum();
  }

  private static boolean beside(Host one, Host other, int level) {
    return sameLabel(one, other, "zone") && (level == 1 || sameLabel(one, other, "rack"));
  }

  private static boolean isLabelled(Host host, int level) {
    return !host.node().getSpec().getAnnotations().getLabelsOrThrow(level == 1 ? "zone" : "rack").isEmpty();
  }

  private static boolean sameLabel(Host one, Host other, String key) {
    return one.node().getSpec().getAnnotations().getLabelsOrThrow(key)
        .equals(other.node().getSpec().getAnnotations().getLabelsOrThrow(key));
  }

  @Test
  void aHostBeyondTheFirstFewIsNotLookedFor() {
    for (int i = 0; i < OpenHosts.MAX_LOOKS; i++) {
      describe(i, State.READY, 0, 0, 0);
    }
    Wish wish = wish(List.of());
    OpenHosts open = new OpenHosts(hosts, OpenHosts.Key.of(wish));
    describe(OpenHosts.MAX_LOOKS, State.READY, 0, 0, 5);
    assertThat(open.best(wish, NOW)).isEmpty();
    assertThat(byLookingAtAll(wish)).hasValue(hosts.find("n" + OpenHosts.MAX_LOOKS).orElseThrow());
    hosts.remove("n0");
    assertThat(open.best(wish, NOW)).hasValue(hosts.find("n" + OpenHosts.MAX_LOOKS).orElseThrow());
  }

  @Test
  void branchesThatAreEvenGiveTheirLeastLoadedHost() {
    for (int i = 0; i < 6; i++) {
      describe(i, State.READY, i % 3, 0, 5);
    }
    Wish wish = wish(List.of(), "node.labels.zone");
    OpenHosts open = new OpenHosts(hosts, OpenHosts.Key.of(wish));
    for (int i = 0; i < 6; i++) {
      Host host = open.best(wish, NOW).orElseThrow();
      charge(host.id(), "other" + i);
    }
    assertThat(hosts.all()).allMatch(host -> host.active() == 1);
  }
}
