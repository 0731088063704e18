package io.swarmd.store.group;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The voting managers. Any thread may call. Changes are made by the leader only, one at a time; they fail with an
 * exception whose message says why, and may be repeated.
 */
public interface ManagerGroup {

  /**
   * A manager.
   *
   * @param raftId given when it joined, never given again
   * @param address host:port of its remote API
   * @param reachable whether the leader has heard from it lately; without a leader, whether it answered when it was last
   *     asked (a follower that has a leader says true)
   */
  record Member(long raftId, String nodeId, String address, boolean leader, boolean reachable) {}

  /** The committed members, this one included; empty before this manager has joined. */
  List<Member> members();

  /** This manager's own raft id; 0 before it has joined. */
  long ownRaftId();

  /** Who leads, as far as this manager knows. */
  Optional<Member> leader();

  /** Since when (monotonic, nanoseconds of the environment) no leader has been known; empty while one is known. */
  Optional<Long> leaderlessSinceNanos();

  /** Called on changes of members or leader, on any thread; the callee looks for itself. */
  void onChange(Runnable listener);

  /** Adds a voter once it has caught up; the member listens already and starts with an empty log. */
  CompletableFuture<Void> add(Member member);

  CompletableFuture<Void> remove(long raftId);

  /** Records a member's new address. */
  CompletableFuture<Void> updateAddress(long raftId, String address);

  CompletableFuture<Void> transferLeadership(long raftId);
}
