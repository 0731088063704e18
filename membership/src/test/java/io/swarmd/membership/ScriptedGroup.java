package io.swarmd.membership;

import io.swarmd.store.group.ManagerGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Managers that change as they are told, at once; a test may make changes fail, or never end. */
public final class ScriptedGroup implements ManagerGroup {

  public final List<String> calls = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private long own = 1;
  private Optional<CompletableFuture<Void>> next = Optional.empty();

  public ScriptedGroup(String... nodeIds) {
    for (int i = 0; i < nodeIds.length; i++) {
      members.add(new Member(i + 1, nodeIds[i], "10.0.0." + (i + 1) + ":4242", i == 0, true));
    }
  }

  /** The next change ends as this future does, and changes nothing. */
  public void next(CompletableFuture<Void> outcome) {
    next = Optional.of(outcome);
  }

  public void own(long raftId) {
    own = raftId;
  }

  public void unreachable(String nodeId) {
    members.replaceAll(member -> member.nodeId().equals(nodeId)
        ? new Member(member.raftId(), nodeId, member.address(), member.leader(), false) : member);
  }

  public List<String> nodeIds() {
    return members.stream().map(Member::nodeId).toList();
  }

  private CompletableFuture<Void> change(String call, UnaryOperator<List<Member>> change) {
    calls.add(call);
    if (next.isPresent()) {
      CompletableFuture<Void> outcome = next.get();
      next = Optional.empty();
      return outcome;
    }
    List<Member> after = change.apply(List.copyOf(members));
    members.clear();
    members.addAll(after);
    listeners.forEach(Runnable::run);
    return CompletableFuture.completedFuture(null);
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
    return change("add " + member.nodeId() + " " + member.address(), before -> {
      List<Member> after = new ArrayList<>(before);
      after.add(member);
      return after;
    });
  }

  @Override
  public CompletableFuture<Void> remove(long raftId) {
    return change("remove " + raftId, before -> before.stream().filter(m -> m.raftId() != raftId).toList());
  }

  @Override
  public CompletableFuture<Void> updateAddress(long raftId, String address) {
    return change("move " + raftId + " " + address, before -> before.stream().map(m -> m.raftId() == raftId
        ? new Member(raftId, m.nodeId(), address, m.leader(), m.reachable()) : m).toList());
  }

  @Override
  public CompletableFuture<Void> transferLeadership(long raftId) {
    return change("transfer " + raftId, before -> before);
  }
}
