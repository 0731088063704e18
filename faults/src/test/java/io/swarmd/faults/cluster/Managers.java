package io.swarmd.faults.cluster;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.Cluster;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.ListClustersRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.RaftMemberStatus;
import io.swarmd.api.v1.DescribeReplicaResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The managers of one cluster, on the best network, disks and clocks this user can make here. For one thread. */
public final class Managers implements AutoCloseable {

  /** Room for the log's segments and the database, and little more. */
  private static final int DISK_MEBIBYTES = 160;
  private static final int CALL_SECONDS = 20;

  private final List<ManagerProcess> all = new ArrayList<>();
  private final Network network;
  private final Path sockets;
  private final boolean ownClocks;

  private Managers(Network network, Path sockets, boolean ownClocks) {
    this.network = network;
    this.sockets = sockets;
    this.ownClocks = ownClocks;
  }

  /**
   * Starts so many.
   *
   * @param base for state and logs; emptied first
   * @param ownClocks whether each is to have a clock that can be set, where that is possible
   */
  public static Managers start(Path base, int count, boolean ownClocks) throws IOException {
    delete(base);
    Files.createDirectories(base);
    boolean privileged = Namespaces.possible();
    Managers managers = new Managers(privileged ? Namespaces.create(count) : new Loopback(count),
        Files.createTempDirectory("faults"), ownClocks && ProcessClock.possible());
    try {
      managers.launch(base, 0, privileged, List.of());
      managers.awaitMembers();
      List<String> joining =
          List.of("--join-addr", managers.network.address(0), "--join-token", managers.managerToken());
      for (int number = 1; number < count; number++) {
        managers.launch(base, number, privileged, joining);
      }
      managers.awaitMembers();
      return managers;
    } catch (RuntimeException | Error failed) {
      managers.close();
      throw failed;
    }
  }

  private void launch(Path base, int number, boolean privileged, List<String> joining) throws IOException {
    Path own = base.resolve("m" + (number + 1));
    Files.createDirectories(own);
    Optional<SmallDisk> disk = privileged
        ? Optional.of(SmallDisk.mount(own.resolve("state"), DISK_MEBIBYTES)) : Optional.empty();
    Optional<ProcessClock> clock = ownClocks
        ? Optional.of(new ProcessClock(own.resolve("clock"))) : Optional.empty();
    ManagerProcess manager = new ManagerProcess(number, base, sockets, network, disk, clock, joining);
    all.add(manager);
    manager.launch();
  }

  private void awaitMembers() {
    all.forEach(ManagerProcess::awaitServing);
    Patience.until(all.size() + " managers in the cluster", () -> reachable(all.getFirst()) == all.size());
  }

  private String managerToken() {
    Cluster cluster = control(all.getFirst()).listClusters(ListClustersRequest.getDefaultInstance()).getClusters(0);
    return cluster.getRootCa().getJoinTokens().getManager();
  }

  private static ControlGrpc.ControlBlockingStub control(ManagerProcess manager) {
    return ControlGrpc.newBlockingStub(manager.channel()).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** How many managers the leader hears from, as this one tells. */
  private static long reachable(ManagerProcess seen) {
    try {
      return control(seen).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
          .filter(node -> node.getManagerStatus().getReachability() == RaftMemberStatus.Reachability.REACHABLE).count();
    } catch (StatusRuntimeException betweenLeaders) {
      return 0;
    }
  }

  public List<ManagerProcess> all() {
    return List.copyOf(all);
  }

  public Network network() {
    return network;
  }

  /** Who leads, by the highest term; waits until somebody does. */
  public ManagerProcess leader() {
    Patience.until("a leader", () -> findLeader().isPresent());
    return findLeader().orElseGet(this::leader);
  }

  private Optional<ManagerProcess> findLeader() {
    record Claim(ManagerProcess manager, long term) {}
    return all.stream()
        .flatMap(manager -> manager.describe(false).map(DescribeReplicaResponse::getLeadingTerm)
            .filter(term -> term > 0).map(term -> new Claim(manager, term)).stream())
        .max(Comparator.comparingLong(Claim::term)).map(Claim::manager);
  }

  /** Any but the leader. */
  public ManagerProcess follower(RandomGenerator random) {
    List<ManagerProcess> others = new ArrayList<>(all);
    others.remove(leader());
    return others.get(random.nextInt(others.size()));
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() {
    all.forEach(ManagerProcess::close);
    network.close();
    try {
      delete(sockets);
    } catch (IOException left) {
      throw new IllegalStateException(left);
    }
  }
}
