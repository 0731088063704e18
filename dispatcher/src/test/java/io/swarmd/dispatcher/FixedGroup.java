package io.swarmd.dispatcher;

import io.swarmd.store.group.ManagerGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Members that change only when a test says so. */
public final class FixedGroup implements ManagerGroup {

  private final List<Runnable> listeners = new ArrayList<>();
  private List<Member> members = List.of(member(1, "manager-1"));

  public static Member member(long raftId, String nodeId) {
    return new Member(raftId, nodeId, "10.0.0." + raftId + ":4242", raftId == 1, true);
  }

  public void members(List<Member> now) {
    members = now;
    listeners.forEach(Runnable::run);
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public long ownRaftId() {
    return 1;
  }

  @Override
  public Optional<Member> leader() {
    return members.stream().filter(Member::leader).findFirst();
  }

  @Override
  public Optional<Long> leaderlessSinceNanos() {
    return Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public CompletableFuture<Void> add(Member member) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> remove(long raftId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> updateAddress(long raftId, String address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(long raftId) {
    throw new UnsupportedOperationException();
  }
}
