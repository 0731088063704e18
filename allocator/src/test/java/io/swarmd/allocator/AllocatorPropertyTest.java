package io.swarmd.allocator;

import static io.swarmd.allocator.Samples.attachment;
import static io.swarmd.allocator.Samples.dnsrr;
import static io.swarmd.allocator.Samples.ingress;
import static io.swarmd.allocator.Samples.moved;
import static io.swarmd.allocator.Samples.network;
import static io.swarmd.allocator.Samples.node;
import static io.swarmd.allocator.Samples.port;
import static io.swarmd.allocator.Samples.service;
import static io.swarmd.allocator.Samples.task;
import static io.swarmd.allocator.Samples.vip;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.allocator.book.Claim;
import io.swarmd.allocator.book.ReleasedAddresses;
import io.swarmd.allocator.book.StoredClaims;
import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.store.Index;
import io.swarmd.store.Outcome;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.fixture.LoopOnState;
import io.swarmd.store.state.StoreState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * Random histories: others change things, proposals come late, fail, or are lost, leaders change midway, and time goes
 * by in which nodes hold what they have released.
 */
class AllocatorPropertyTest {

  private static final int STEPS = 150;
  private static final int NETWORKS = 8;
  /** One step in so many is the start of another leader. */
  private static final int STEPS_A_LEADER = 25;
  private static final int NODES = 8;
  /** Some of them, so that a node has several tasks. */
  private static final int BUSY_NODES = 3;

  private final Set<String> made = new HashSet<>();
  private ReleaseWatch releases;
  private Allocator allocator;

  @Property(tries = 60)
  @Tag("scheduling-72")
  void nothingIsGivenTwiceAndAllIsFreedInTheEnd(@ForAll long seed) {
    Random random = new Random(seed);
    made.clear();
    releases = new ReleaseWatch();
    LoopOnState cluster = newLeader(new LoopOnState(new Allocator()));
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(STEPS_A_LEADER) == 0) {
        cluster = newLeader(cluster);
      }
      change(cluster, random);
      progress(cluster, random);
      assertNothingTwice(cluster);
      releases.look(cluster.state(), cluster.now());
    }
    quiet(cluster);
    assertNothingIsKeptThatNobodyHas(cluster);
    assertThat(new LoopOnState(new Allocator(), cluster.state(), cluster.now()).start().proposed())
        .as("one that starts now has nothing to give").allMatch(AllocatorPropertyTest::onlyTellsWhy);
    for (Table<?> table : List.of(Table.SERVICE, Table.TASK, Table.NODE)) {
      for (String id : ids(cluster, table)) {
        cluster.delete(table, id);
      }
    }
    quiet(cluster);
    assertThat(allocator.allocation().book().claims()).isZero();
    for (String id : ids(cluster, Table.NETWORK)) {
      cluster.delete(Table.NETWORK, id);
    }
    quiet(cluster);
    assertThat(allocator.allocation().book().subnets().taken()).isZero();
    assertThat(allocator.allocation().book().vxlanIds().taken()).isZero();
  }

  /** Of several reasons to wait another may be the first it meets. */
  private static boolean onlyTellsWhy(Unit unit) {
    return unit.writes().stream().allMatch(write -> write instanceof Unit.Update<?> update
        && update.object() instanceof Task task && task.getStatus().getState() == TaskState.NEW);
  }

  /** What the former leader had proposed and nobody wrote is lost. */
  private LoopOnState newLeader(LoopOnState former) {
    allocator = new Allocator();
    releases.newLeader(former.state());
    return new LoopOnState(allocator, former.state(), former.now()).start();
  }

  /** The book holds what the stored objects say, and not a thing more. */
  private void assertNothingIsKeptThatNobodyHas(LoopOnState cluster) {
    Set<Claim> stored = claims(cluster).collect(Collectors.toSet());
    assertThat(allocator.allocation().book().everythingHeld()).containsExactlyInAnyOrderElementsOf(stored);
  }

  private void change(LoopOnState cluster, Random random) {
    String id = "" + random.nextInt(5);
    String net = "net" + random.nextInt(NETWORKS);
    switch (random.nextInt(13)) {
      case 0, 10 -> createOnce(cluster, random.nextInt(6) == 0 ? ingress() : small(net));
      case 1, 2 -> {
        Service like = random.nextBoolean()
            ? service("s" + id, vip(port(random.nextInt(2) * (8000 + random.nextInt(3)), 80)), net)
                : service("s" + id, dnsrr(), net);
        Service stored = cluster.state().get(Table.SERVICE, "s" + id).orElse(like);
        cluster.put(Table.SERVICE, stored.toBuilder().setSpec(like.getSpec()).build());
      }
      case 3, 4 -> createTask(cluster, task("t" + random.nextInt(30), random.nextBoolean() ? "s" + id : "", net));
      case 5, 6 -> end(cluster, random, TaskState.RUNNING, "n" + random.nextInt(BUSY_NODES));
      case 7 -> end(cluster, random, TaskState.SHUTDOWN, "n0");
      case 8 -> createOnce(cluster, node("n" + random.nextInt(NODES)));
      case 11 -> createTask(cluster,
          attachment("c" + random.nextInt(10), "n" + random.nextInt(BUSY_NODES), net));
      case 12 -> cluster.pass(Duration.ofSeconds(random.nextInt(20)));
      default -> remove(cluster, random, List.of(Table.SERVICE, Table.TASK, Table.NODE, Table.NETWORK)
          .get(random.nextInt(4)));
    }
  }

  private static io.swarmd.api.Network small(String id) {
    return network(id, "10." + id.charAt(3) + ".0.0/29");
  }

  /** Ids are never used again, as in a real cluster. */
  private void createOnce(LoopOnState cluster, io.swarmd.api.Network network) {
    if (made.add(network.getId())) {
      cluster.put(Table.NETWORK, network);
    }
  }

  /** Those that there are already change, without a change of their addresses. */
  private void createOnce(LoopOnState cluster, Node node) {
    if (made.add(node.getId())) {
      cluster.put(Table.NODE, node);
    } else {
      cluster.state().get(Table.NODE, node.getId()).ifPresent(stored -> cluster.put(Table.NODE, stored));
    }
  }

  private static void createTask(LoopOnState cluster, Task task) {
    if (cluster.state().get(Table.TASK, task.getId()).isEmpty()) {
      cluster.put(Table.TASK, task);
    }
  }

  private static void end(LoopOnState cluster, Random random, TaskState to, String nodeId) {
    cluster.state().all(Table.TASK).stream()
        .filter(t -> t.getStatus().getStateValue() != TaskState.NEW_VALUE && t.getStatus()
            .getStateValue() < to.getNumber())
        .skip(random.nextInt(3)).findFirst()
        .ifPresent(t -> cluster.put(Table.TASK, moved(t, to, t.getNodeId().isEmpty() ? nodeId : t.getNodeId())));
  }

  private static void remove(LoopOnState cluster, Random random, Table<?> table) {
    // The API removes no network that a service uses; tasks may outlive theirs.
    List<String> ids = ids(cluster, table).stream().filter(id -> table != Table.NETWORK
        || cluster.state().find(Index.SERVICE_BY_NETWORK, id).isEmpty() && !id.equals("ingress")).toList();
    if (!ids.isEmpty()) {
      cluster.delete(table, ids.get(random.nextInt(ids.size())));
    }
  }

  private static void progress(LoopOnState cluster, Random random) {
    for (int i = random.nextInt(6); i > 0 && !cluster.proposed().isEmpty(); i--) {
      switch (random.nextInt(8)) {
        case 0 -> cluster.conflictNext();
        case 1 -> cluster.failNext(new Outcome.Unknown("lost"));
        default -> cluster.writeNext();
      }
    }
    if (random.nextInt(4) == 0) {
      cluster.pass(Duration.ofMillis(100));
    }
  }

  private static void quiet(LoopOnState cluster) {
    cluster.settle().pass(Duration.ofMillis(100)).settle().pass(ReleasedAddresses.HOLD).settle();
  }

  private static List<String> ids(LoopOnState cluster, Table<?> table) {
    return cluster.state().all(table).stream().map(object -> id(table, object)).toList();
  }

  @SuppressWarnings("unchecked")
  private static <T extends com.google.protobuf.Message> String id(Table<T> table, Object object) {
    return table.id((T) object);
  }

  private static void assertNothingTwice(LoopOnState cluster) {
    assertThat(claims(cluster).toList()).doesNotHaveDuplicates();
  }

  /** What the objects say they hold, in networks that there are. */
  private static Stream<Claim> claims(LoopOnState cluster) {
    StoreState state = cluster.state();
    Stream<Claim> claims = Stream.of(
        state.all(Table.SERVICE).stream().map(StoredClaims::of),
        state.all(Table.TASK).stream().map(StoredClaims::of),
        state.all(Table.NODE).stream().map(node -> StoredClaims.of(node, cluster.now()))).flatMap(s -> s).flatMap(Collection::stream);
    return claims.filter(claim ->
        !(claim instanceof Claim.Address address) || state.get(Table.NETWORK, address.networkId()).isPresent());
  }
}
