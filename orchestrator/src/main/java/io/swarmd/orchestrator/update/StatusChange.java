package io.swarmd.orchestrator.update;

import io.swarmd.api.Service;
import io.swarmd.api.UpdateStatus;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.time.WireTime;
import java.time.Instant;
import java.util.Optional;

/** What an update writes about itself into its service (orchestration sheet, 10.4 and section 11). */
sealed interface StatusChange {

  /** The update found slots to replace; written unless the service says already how its update stands. */
  record Begin(Instant at) implements StatusChange {}

  /** All slots are done and were watched long enough. */
  record Complete(Instant at) implements StatusChange {}

  /** Too many tasks failed, this one last: the update rests until the service is updated again. */
  record Pause(String taskId) implements StatusChange {}

  /** Too many tasks failed, this one last: the service goes back to its previous spec. */
  record RollBack(String taskId) implements StatusChange {}

  /** The service with the change made; empty when it does not apply to the service as it is now. */
  default Optional<Service> applyTo(Service service) {
    UpdateState state = service.hasUpdateStatus() ? service.getUpdateStatus().getState() : UpdateState.UNKNOWN;
    return switch (this) {
      case Begin begin -> service.hasUpdateStatus() ? Optional.empty()
          : Optional.of(with(service, UpdateStatus.newBuilder().setState(UpdateState.UPDATING)
              .setStartedAt(WireTime.timestamp(begin.at())).setMessage("update in progress")));
      case Complete complete -> switch (state) {
        case UPDATING -> Optional.of(completed(service, UpdateState.COMPLETED, "update completed", complete.at()));
        case ROLLBACK_STARTED -> Optional.of(
            completed(service, UpdateState.ROLLBACK_COMPLETED, "rollback completed", complete.at()));
        default -> Optional.empty();
      };
      case Pause pause -> switch (state) {
        case UPDATING -> Optional.of(failed(service, UpdateState.PAUSED, "update paused", pause.taskId()));
        case ROLLBACK_STARTED ->
            Optional.of(failed(service, UpdateState.ROLLBACK_PAUSED, "update paused", pause.taskId()));
        default -> Optional.empty();
      };
      case RollBack back -> switch (state) {
        // Without a previous spec the update ends here, and its status stays as it is.
        case UPDATING -> service.hasPreviousSpec() ? Optional.of(rolledBack(service, back.taskId())) : Optional.empty();
        // A rollback is never rolled back itself.
        case ROLLBACK_STARTED ->
            Optional.of(failed(service, UpdateState.ROLLBACK_PAUSED, "rollback paused", back.taskId()));
        default -> Optional.empty();
      };
    };
  }

  private static Service rolledBack(Service service, String taskId) {
    Service.Builder back = failed(service, UpdateState.ROLLBACK_STARTED, "update rolled back", taskId).toBuilder()
        .setSpec(service.getPreviousSpec()).clearSpecVersion()
        .clearPreviousSpec().clearPreviousSpecVersion();
    if (service.hasPreviousSpecVersion()) {
      back.setSpecVersion(service.getPreviousSpecVersion());
    }
    return back.build();
  }

  private static Service completed(Service service, UpdateState state, String message, Instant at) {
    return with(service, service.getUpdateStatus().toBuilder()
        .setState(state).setMessage(message).setCompletedAt(WireTime.timestamp(at)));
  }

  private static Service failed(Service service, UpdateState state, String what, String taskId) {
    return with(service, service.getUpdateStatus().toBuilder().setState(state)
        .setMessage(what + " due to failure or early termination of task " + taskId));
  }

  private static Service with(Service service, UpdateStatus.Builder status) {
    return service.toBuilder().setUpdateStatus(status).build();
  }
}
