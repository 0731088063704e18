package io.swarmd.membership;

import io.swarmd.api.HealthCheckResponse.ServingStatus;
import io.swarmd.api.NodeRole;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.membership.MembershipException.Reason;
import io.swarmd.store.Store;
import io.swarmd.store.Table;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Managers that join and leave, one after the other (identity sheet, section 13). Any thread may call; nothing blocks.
 * Lives as long as the manager: each call looks whether this manager leads.
 */
public final class Membership implements AutoCloseable {

  /** How many calls may wait for the one before them; more are refused. */
  static final int MAX_WAITING = 100;
  private static final Duration STEP_LIMIT = Duration.ofSeconds(20);

  private final Environment environment;
  private final Store store;
  private final ManagerGroup group;
  private final HealthProbe probe;
  private final EventLoop loop;
  private final Deque<Turn<?>> turns = new ArrayDeque<>();
  /** Raft ids of nodes whose joining is not known to have ended: a repeated try must not make a second member. */
  private final Map<String, Long> drawn = new HashMap<>();

  /** One call that waits, or is under way when it is the first. */
  private record Turn<T>(Supplier<CompletableFuture<T>> work, CompletableFuture<T> answer) {}

  public Membership(Environment environment, Store store, ManagerGroup group, HealthProbe probe) {
    this.environment = environment;
    this.store = store;
    this.group = group;
    this.probe = probe;
    this.loop = environment.newLoop("membership");
  }

  /**
   * Makes the node a manager at the address, or gives its present one a new address, and answers with its raft id.
   *
   * @param nodeId from the certificate of the caller
   * @param address as the caller gave it
   * @param remoteAddress host:port the call came from
   */
  public CompletableFuture<Long> join(String nodeId, String address, String remoteAddress) {
    return inTurn(() -> {
      requireLeader();
      requireManager(nodeId);
      String reachable = JoinAddress.of(address, remoteAddress);
      Optional<Member> known = group.members().stream().filter(m -> m.nodeId().equals(nodeId)).findFirst();
      known.ifPresent(member -> drawn.remove(nodeId));
      if (known.filter(member -> member.address().equals(reachable)).isPresent()) {
        return CompletableFuture.completedFuture(known.get().raftId());
      }
      return probed(reachable).thenComposeAsync(healthy -> known.isPresent()
          ? moved(known.get(), reachable) : added(nodeId, reachable), loop);
    });
  }

  /** Takes a manager out, as far as the quorum allows. */
  public CompletableFuture<Void> leave(long raftId) {
    return inTurn(() -> {
      requireLeader();
      if (group.members().stream().noneMatch(member -> member.raftId() == raftId)) {
        throw MembershipException.notFound(raftId);
      }
      return TimeLimit.on(MemberRemoval.remove(group, raftId), loop, STEP_LIMIT, "removing the member");
    });
  }

  /** All members, for an answer. */
  public List<Member> members() {
    return group.members();
  }

  @Override
  public void close() {
    loop.close();
  }

  private CompletableFuture<Long> added(String nodeId, String address) {
    long raftId = drawn.computeIfAbsent(nodeId, ignored -> freshRaftId());
    Member member = new Member(raftId, nodeId, address, false, true);
    return TimeLimit.on(group.add(member), loop, STEP_LIMIT, "bringing the new manager up to date")
        .thenApplyAsync(done -> {
          drawn.remove(nodeId);
          return raftId;
        }, loop);
  }

  private CompletableFuture<Long> moved(Member member, String address) {
    return TimeLimit.on(group.updateAddress(member.raftId(), address), loop, STEP_LIMIT, "changing the address")
        .thenApply(done -> member.raftId());
  }

  private CompletableFuture<Void> probed(String address) {
    return probe.raftStatus(address).handle((status, failure) -> {
      if (failure != null) {
        throw unreachable(cause(failure).getMessage());
      }
      if (status != ServingStatus.SERVING) {
        throw unreachable("health check returned status " + status);
      }
      return null;
    });
  }

  private static MembershipException unreachable(String why) {
    return new MembershipException(Reason.UNREACHABLE,
        "could not connect to prospective new cluster member using its advertised address: " + why);
  }

  /** Raft ids are drawn from 64 bits and so, for all that matters, never given twice. */
  private long freshRaftId() {
    Set<Long> taken = group.members().stream().map(Member::raftId).collect(Collectors.toSet());
    long id = environment.random().nextLong();
    while (id == 0 || taken.contains(id)) {
      id = environment.random().nextLong();
    }
    return id;
  }

  private void requireLeader() {
    if (group.ownRaftId() == 0) {
      throw MembershipException.notAMember();
    }
    if (store.leading().isEmpty()) {
      throw MembershipException.notLeader();
    }
  }

  /** A manager's certificate outlives its demotion; with it alone nobody comes back. */
  private void requireManager(String nodeId) {
    boolean demoted = store.view().get(Table.NODE, nodeId)
        .filter(node -> node.getSpec().getDesiredRole() == NodeRole.WORKER).isPresent();
    if (demoted) {
      throw new MembershipException(Reason.NOT_A_MANAGER,
          "node " + nodeId + " is to be a worker; promote it before it joins as a manager");
    }
  }

  private <T> CompletableFuture<T> inTurn(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(() -> {
      if (turns.size() > MAX_WAITING) {
        answer.completeExceptionally(new MembershipException(Reason.BUSY,
            "too many managers are joining or leaving at once, try again later"));
        return;
      }
      turns.add(new Turn<>(work, answer));
      if (turns.size() == 1) {
        run(turns.element());
      }
    });
    return answer;
  }

  private <T> void run(Turn<T> turn) {
    CompletableFuture<T> done;
    try {
      done = turn.work().get();
    } catch (RuntimeException refused) {
      done = CompletableFuture.failedFuture(refused);
    }
    done.whenCompleteAsync((value, failure) -> {
      turns.remove();
      if (failure == null) {
        turn.answer().complete(value);
      } else {
        turn.answer().completeExceptionally(cause(failure));
      }
      if (!turns.isEmpty()) {
        run(turns.element());
      }
    }, loop);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
