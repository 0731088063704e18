package io.swarmd.controlapi;

import io.swarmd.store.group.ManagerGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A group of managers as a test says it is. */
public final class KnownManagers implements ManagerGroup {

  private final List<Member> members = new ArrayList<>();
  private Long leaderlessSince;
  private long own = 1;

  public KnownManagers put(Member member) {
    members.removeIf(known -> known.raftId() == member.raftId());
    members.add(member);
    return this;
  }

  public void leaderlessSince(Long nanos) {
    leaderlessSince = nanos;
  }

  public void own(long raftId) {
    own = raftId;
  }

  @Override
  public List<Member> members() {
    return List.copyOf(members);
  }

  @Override
  public long ownRaftId() {
    return own;
  }

  @Override
  public Optional<Member> leader() {
    return leaderlessSince != null ? Optional.empty() : members.stream().filter(Member::leader).findFirst();
  }

  @Override
  public Optional<Long> leaderlessSinceNanos() {
    return Optional.ofNullable(leaderlessSince);
  }

  @Override
  public void onChange(Runnable listener) {}

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
