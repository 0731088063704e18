package io.swarmd.simulation.check;

import io.swarmd.loop.EventLoop;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Store;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import io.swarmd.store.Table;

/**
 * Watches the stores of all managers, and checks each committed change once, by whichever store brings it first. That
 * all stores come to the same state after each entry is checked by the simulated log itself.
 */
public final class CommitCheck {

  private final EventLoop loop;
  private final TaskRules rules;
  private final Violations violations;
  private StoreView latest;
  private long checked;

  public CommitCheck(EventLoop loop, Writers writers, Violations violations) {
    this.loop = loop;
    this.rules = new TaskRules(writers, violations);
    this.violations = violations;
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
      rules.check(committed);
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
    }
    checked = view.version();
    latest = view;
  }

  /** The number of transactions checked. */
  public long version() {
    return checked;
  }
}
