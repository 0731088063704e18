package io.swarmd.dispatcher.logs;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StoreView;
import io.swarmd.store.Subscription;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Follows the cluster's changes for those who read: new nodes for selected tasks, nodes that went, and tasks and
 * services that ended (dispatch sheet, 7.3). Looks only at subscriptions that a change concerns. On the broker's loop.
 */
final class SourceWatch implements Subscription.Watcher {

  private final Interests interests;
  private final Completion completion;
  private final BiConsumer<LogSubscription, String> addSource;

  /** @param addSource adds a node to a subscription, if it is new to it */
  SourceWatch(Interests interests, Completion completion, BiConsumer<LogSubscription, String> addSource) {
    this.interests = interests;
    this.completion = completion;
    this.addSource = addSource;
  }

  @Override
  public void onChanges(ChangeSet changes) {
    if (interests.size() == 0) {
      return;
    }
    for (Change<?> change : changes.changes()) {
      boolean deleted = change instanceof Change.Deleted<?>;
      switch (change.object()) {
        case Task task -> taskChanged(task, deleted || TaskStates.terminal(task), changes.after());
        case Node node -> nodeChanged(node, deleted || !Selection.isUp(node), changes.after());
        case Service service when deleted -> checkAll(service.getId(), changes.after());
        default -> { }
      }
    }
  }

  private void taskChanged(Task task, boolean ended, StoreView after) {
    Stream.of(task.getServiceId(), task.getId()).flatMap(name -> interests.in(name).stream())
        .filter(LogSubscription::follows).forEach(subscription -> {
          if (!task.getNodeId().isEmpty()) {
            addSource.accept(subscription, task.getNodeId());
          }
          if (ended) {
            completion.check(subscription, after);
          }
        });
  }

  private void nodeChanged(Node node, boolean gone, StoreView after) {
    if (gone) {
      interests.in(node.getId()).forEach(subscription -> completion.nodeGone(subscription, node.getId(), after));
    }
  }

  private void checkAll(String object, StoreView after) {
    interests.in(object).forEach(subscription -> completion.check(subscription, after));
  }

  @Override
  public void onResync(StoreView view) {
    for (LogSubscription subscription : interests.all()) {
      if (subscription.follows()) {
        subscription.selection().targets(view).nodes().forEach(node -> addSource.accept(subscription, node));
      }
      completion.check(subscription, view);
    }
  }
}
