package io.swarmd.simulation.cluster;

import io.swarmd.store.group.ManagerGroup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The voting managers, which stay the same. */
record Members(long ownRaftId, Supplier<List<Member>> now) implements ManagerGroup {

  @Override
  public List<Member> members() {
    return now.get();
  }

  @Override
  public Optional<Member> leader() {
    return members().stream().filter(Member::leader).findFirst();
  }

  @Override
  public Optional<Long> leaderlessSinceNanos() {
    return Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    // The members never change.
  }

  @Override
  public CompletableFuture<Void> add(Member member) {
    return unchangeable();
  }

  @Override
  public CompletableFuture<Void> remove(long raftId) {
    return unchangeable();
  }

  @Override
  public CompletableFuture<Void> updateAddress(long raftId, String address) {
    return unchangeable();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(long raftId) {
    return unchangeable();
  }

  private static CompletableFuture<Void> unchangeable() {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("the members of the simulation are fixed"));
  }
}
