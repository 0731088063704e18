package io.swarmd.membership.join;

import io.swarmd.store.group.ManagerGroup;
import java.util.concurrent.CompletableFuture;

/**
 * Whether a manager that asks to be let in has been: the leader's answer says so, or the members do. The answer may be
 * lost with the leader that gave it, and the newcomer may know no other manager to ask.
 */
public final class Admission {

  private Admission() {}

  /**
   * Done once the manager is a member; fails as the answer does. Cancelling it cancels the asking.
   *
   * @param answer to the manager's own request
   */
  public static CompletableFuture<Void> of(ManagerGroup group, CompletableFuture<?> answer) {
    CompletableFuture<Void> admitted = new CompletableFuture<>();
    answer.whenComplete((joined, failure) -> {
      if (failure == null || isMember(group)) {
        admitted.complete(null);
      } else {
        admitted.completeExceptionally(failure);
      }
    });
    group.onChange(() -> lookFor(group, admitted));
    lookFor(group, admitted);
    admitted.whenComplete((nothing, failure) -> answer.cancel(false));
    return admitted;
  }

  private static void lookFor(ManagerGroup group, CompletableFuture<Void> admitted) {
    if (!admitted.isDone() && isMember(group)) {
      admitted.complete(null);
    }
  }

  private static boolean isMember(ManagerGroup group) {
    long own = group.ownRaftId();
    return own != 0 && group.members().stream().anyMatch(member -> member.raftId() == own);
  }
}
