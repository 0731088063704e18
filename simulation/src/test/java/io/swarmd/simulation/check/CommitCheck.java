package io.swarmd.simulation.check;

import io.swarmd.api.Service;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches the stores of all managers, and checks each committed change once, by whichever store brings it first. That
 * all stores come to the same state after each entry is checked by the simulated log itself.
 */
public final class CommitCheck {

  private final EventLoop loop;
  private final TaskRules tasks;
  private final PlacementRules placements;
  private final UpdateRules updates;
  private final JobRules jobs;
  private final Moves moves;
  private final Claims claims;
  private final Violations violations;
  private final Trace trace;
  private final List<Consumer<Change.Updated<Service>>> rollbacks = new ArrayList<>();
  private StoreView latest;
  private long checked;

  public CommitCheck(EventLoop loop, Writers writers, Violations violations, Trace trace) {
    this.loop = loop;
    this.tasks = new TaskRules(writers, violations);
    this.placements = new PlacementRules(violations);
    this.updates = new UpdateRules(violations, change -> rollbacks.forEach(listener -> listener.accept(change)));
    this.jobs = new JobRules(violations);
    this.moves = new Moves(violations);
    this.claims = new Claims(violations);
    this.violations = violations;
    this.trace = trace;
  }

  /** The listener hears of each service that went back to its previous spec without being asked. */
  public void onAutomaticRollback(Consumer<Change.Updated<Service>> listener) {
    rollbacks.add(listener);
  }

  public void watch(Store store) {
    Subscription subscription = store.watch(loop, new Subscription.Watcher() {
      @Override
      public void onChanges(ChangeSet committed) {
        take(committed);
      }

      @Override
      public void onResync(StoreView view) {
        jumped(view);
      }
    });
    loop.execute(() -> jumped(subscription.start()));
  }

  private void take(ChangeSet committed) {
    if (committed.version() == checked + 1) {
      trace.show(committed);
      tasks.check(committed);
      placements.check(committed);
      updates.check(committed);
      jobs.check(committed);
      moves.check(committed);
      claims.check(committed);
      checked = committed.version();
      latest = committed.after();
    } else if (committed.version() > checked + 1) {
      jumped(committed.after());
    }
  }

  /** A state without the changes that led to it: what can be told of two states is checked. */
  private void jumped(StoreView view) {
    if (view.version() <= checked) {
      return;
    }
    if (latest != null) {
      view.all(Table.TASK).forEach(task -> latest.get(Table.TASK, task.getId()).ifPresent(old -> {
        if (task.getStatus().getStateValue() < old.getStatus().getStateValue()
            || task.getDesiredStateValue() < old.getDesiredStateValue()) {
          violations.add("a state went down from " + TaskRules.told(old) + " to " + TaskRules.told(task));
        }
      }));
      updates.missed(latest, view);
    }
    claims.rebuild(view);
    moves.forget();
    checked = view.version();
    latest = view;
  }

  /** Who holds what of networks and ports, after the last change checked. */
  public Claims claims() {
    return claims;
  }

  /** The number of transactions checked. */
  public long version() {
    return checked;
  }
}
