package io.swarmd.membership.role;

import io.swarmd.api.Node;
import io.swarmd.loop.Environment;
import io.swarmd.loop.EventLoop;
import io.swarmd.loop.Timer;
import io.swarmd.membership.MemberRemoval;
import io.swarmd.membership.TimeLimit;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Outcome;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import io.swarmd.store.group.ManagerGroup;
import io.swarmd.store.group.ManagerGroup.Member;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings nodes to their desired role, and deleted nodes out of the managers, in one leadership (orchestration sheet,
 * section 15). Woken by changes of nodes and of members; what could not be done is tried again every 5 s. A node with a
 * step under way is not looked at before its outcome is known.
 */
public final class RoleManager implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RoleManager.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(5);

  private final Store store;
  private final ManagerGroup group;
  private final long term;
  private final EventLoop loop;
  private final Set<String> pending = new LinkedHashSet<>();
  private final Set<String> underWay = new HashSet<>();
  private final AtomicReference<Runnable> onMembersChange = new AtomicReference<>(() -> {});
  private Optional<Timer> retry = Optional.empty();
  private Optional<Subscription> subscription = Optional.empty();
  private boolean closed;

  /**
   * A role manager, not yet started.
   *
   * @param term the leadership it serves
   */
  public RoleManager(Environment environment, Store store, ManagerGroup group, long term) {
    this.store = store;
    this.group = group;
    this.term = term;
    this.loop = environment.newLoop("roles-" + term);
  }

  /** Begins; also with what happened while nobody watched. Called once. */
  public void start() {
    loop.execute(() -> {
      Subscription changes = store.watch(loop, new NodeWatch());
      subscription = Optional.of(changes);
      watchMembers();
      takeAll(changes.start());
    });
  }

  /** The group outlives this leadership and forgets no listener, so what it keeps must be small. */
  private void watchMembers() {
    AtomicReference<Runnable> hook = onMembersChange;
    hook.set(() -> loop.execute(this::work));
    group.onChange(() -> hook.get().run());
  }

  /** Leadership is over. */
  @Override
  public void close() {
    loop.execute(() -> {
      closed = true;
      onMembersChange.set(() -> {});
      subscription.ifPresent(Subscription::close);
      loop.close();
    });
  }

  private final class NodeWatch implements Subscription.Watcher {

    @Override
    public void onChanges(ChangeSet changes) {
      changes.changes().stream().filter(change -> change.table() == Table.NODE).forEach(this::noted);
      work();
    }

    private void noted(Change<?> change) {
      Node node = (Node) change.object();
      if (change instanceof Change.Deleted<?> || node.getRole() != node.getSpec().getDesiredRole()) {
        pending.add(node.getId());
      }
    }

    @Override
    public void onResync(StoreView view) {
      takeAll(view);
    }
  }

  /** Looks at every node and every member. */
  private void takeAll(StoreView view) {
    view.all(Table.NODE).stream()
        .filter(node -> node.getRole() != node.getSpec().getDesiredRole())
        .forEach(node -> pending.add(node.getId()));
    group.members().stream()
        .filter(member -> view.get(Table.NODE, member.nodeId()).isEmpty())
        .forEach(member -> pending.add(member.nodeId()));
    work();
  }

  /** Takes the next step for every node that waits. */
  private void work() {
    if (closed) {
      return;
    }
    StoreView view = store.view();
    List<Member> members = pending.isEmpty() ? List.of() : group.members();
    for (String nodeId : List.copyOf(pending)) {
      if (!underWay.contains(nodeId)) {
        take(nodeId, RoleStep.next(view.get(Table.NODE, nodeId), memberOf(members, nodeId)));
      }
    }
    planRetry();
  }

  private void take(String nodeId, RoleStep step) {
    switch (step) {
      case RoleStep.Done() -> pending.remove(nodeId);
      case RoleStep.SetRole(Node node) -> write(node);
      case RoleStep.Remove(Member member) -> remove(member);
    }
  }

  private void write(Node node) {
    underWay.add(node.getId());
    Unit unit = Unit.of(node.getId(), new Unit.Update<>(Table.NODE, node));
    store.propose(term, List.of(unit), loop, (proposed, outcome) -> {
      underWay.remove(node.getId());
      if (outcome instanceof Outcome.Committed) {
        log.info("node {} now has the role {}", node.getId(), node.getRole());
        work();
      } else if (hasChanged(node)) {
        work();
      }
    });
  }

  /** Whether a newer version is known already, whose change set will not come again. */
  private boolean hasChanged(Node decidedOn) {
    return store.view().get(Table.NODE, decidedOn.getId())
        .map(now -> Table.NODE.version(now) != Table.NODE.version(decidedOn))
        .orElse(true);
  }

  /** Removes a member; until the configuration says so it stays pending. */
  private void remove(Member member) {
    underWay.add(member.nodeId());
    TimeLimit.on(MemberRemoval.remove(group, member.raftId()), loop, REMOVAL_LIMIT, "removing a manager")
        .whenCompleteAsync((done, failure) -> {
          underWay.remove(member.nodeId());
          if (failure == null) {
            log.info("manager {} ({}) was removed from the members", member.nodeId(), member.address());
            work();
          } else {
            log.warn("manager {} cannot be removed now: {}", member.nodeId(), failure.getMessage());
          }
        }, loop);
  }

  private void planRetry() {
    if (!pending.isEmpty() && retry.isEmpty()) {
      retry = Optional.of(loop.schedule(RETRY, () -> {
        retry = Optional.empty();
        work();
      }));
    }
  }

  private static Optional<Member> memberOf(List<Member> members, String nodeId) {
    return members.stream().filter(member -> member.nodeId().equals(nodeId)).findFirst();
  }
}
