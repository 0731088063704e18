package io.swarmd.simulation.check;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.service.ServiceMode;
import io.swarmd.model.task.Slot;
import io.swarmd.model.task.TaskStates;
import io.swarmd.model.update.UpdateRule;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Index;
import io.swarmd.store.StoreView;
import io.swarmd.store.Table;
import java.util.List;
import java.util.function.Consumer;

/** How the status of a service's update may change, and what its end promises (orchestration sheet, 10.4 and 11). */
final class UpdateRules {

  private static final String ASKED = "manually requested rollback";

  private final Violations violations;
  /** Told of each service that went back to its previous spec without being asked. */
  private final Consumer<Change.Updated<Service>> rolledBack;

  UpdateRules(Violations violations, Consumer<Change.Updated<Service>> rolledBack) {
    this.violations = violations;
    this.rolledBack = rolledBack;
  }

  @SuppressWarnings("unchecked")
  void check(ChangeSet committed) {
    for (Change<?> change : committed.changes()) {
      if (change instanceof Change.Created<?> && change.object() instanceof Service service
          && service.hasUpdateStatus()) {
        violations.add("a service begins with an update: " + told(service));
      } else if (change instanceof Change.Updated<?> updated && updated.object() instanceof Service) {
        changed((Change.Updated<Service>) updated, committed.after());
      }
    }
  }

  /** Two states of which the changes between were not seen: only rollbacks can be told. */
  void missed(StoreView before, StoreView now) {
    for (Service service : now.all(Table.SERVICE)) {
      before.get(Table.SERVICE, service.getId())
          .filter(old -> !old.getSpec().equals(service.getSpec()) && service.hasUpdateStatus()
              && !service.hasPreviousSpec())
          .ifPresent(old -> rolledBack.accept(new Change.Updated<>(Table.SERVICE, service, old)));
    }
  }

  private void changed(Change.Updated<Service> change, StoreView after) {
    Service before = change.old();
    Service now = change.object();
    if (before.getUpdateStatus().equals(now.getUpdateStatus()) && before.getSpec().equals(now.getSpec())) {
      return;
    }
    if (asked(before, now)) {
      return;
    }
    if (!legal(before, now)) {
      violations.add("an update went from " + told(before) + " to " + told(now));
    }
    UpdateState state = state(now);
    if (state == UpdateState.ROLLBACK_STARTED) {
      rolledBack.accept(change);
    } else if (!before.getSpec().equals(now.getSpec())) {
      violations.add("the spec was changed by nobody who may: " + told(now));
    }
    if (state == UpdateState.COMPLETED || state == UpdateState.ROLLBACK_COMPLETED) {
      complete(now, after);
    }
  }

  /** An update or rollback that a user asked for, which may come at any time. */
  private static boolean asked(Service before, Service now) {
    return !now.hasUpdateStatus() && now.hasPreviousSpec() && now.getPreviousSpec().equals(before.getSpec())
        || state(now) == UpdateState.ROLLBACK_STARTED && now.getUpdateStatus().getMessage().equals(ASKED)
            && now.getSpec().equals(before.getPreviousSpec()) && now.getPreviousSpec().equals(before.getSpec());
  }

  private static boolean legal(Service before, Service now) {
    FailureAction action = UpdateRule.of(before).failureAction();
    return switch (state(before)) {
      case UNKNOWN -> state(now) == UpdateState.UPDATING && !before.hasUpdateStatus();
      case UPDATING -> switch (state(now)) {
        case COMPLETED -> true;
        case PAUSED -> action == FailureAction.PAUSE;
        case ROLLBACK_STARTED -> action == FailureAction.ROLLBACK
            && now.getSpec().equals(before.getPreviousSpec()) && !now.hasPreviousSpec();
        default -> false;
      };
      case ROLLBACK_STARTED -> state(now) == UpdateState.ROLLBACK_COMPLETED
          || state(now) == UpdateState.ROLLBACK_PAUSED && action != FailureAction.CONTINUE;
      default -> false;
    };
  }

  /**
   * Once an update is complete, no task is meant to run that asks for something else than the service. Of global
   * services those on paused nodes stay as they are; of others the slots that are too many go as they are, at the same
   * time.
   */
  private void complete(Service service, StoreView after) {
    if (ServiceMode.of(service) == ServiceMode.GLOBAL) {
      return;
    }
    List<Task> wanted =
        after.find(Index.TASK_BY_SERVICE, service.getId()).stream().filter(TaskStates::wanted).toList();
    if (wanted.stream().map(Slot::of).distinct().count() > service.getSpec().getReplicated().getReplicas()) {
      return;
    }
    wanted.stream()
        .filter(task -> !task.getSpecVersion().equals(service.getSpecVersion())
            && !ServiceGoal.sameButPlacement(service, task)).findFirst()
        .ifPresent(task -> violations.add("an update is complete, but not " + TaskRules.told(task)));
  }

  private static UpdateState state(Service service) {
    return service.getUpdateStatus().getState();
  }

  private static String told(Service service) {
    return service.getSpec().getAnnotations().getName() + " " + state(service) + " '"
        + service.getUpdateStatus().getMessage() + "'";
  }
}
