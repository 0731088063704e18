package io.swarmd.swarmctl.service;

import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.UpdateStatus;
import io.swarmd.model.task.TaskStates;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Waits until a service is as it was asked for, telling how far it is and what stands in the way. The lines go to
 * standard error, so that standard output holds the result alone.
 */
final class Progress {

  static final Flag WAIT = Flag.toggle("--wait", "wait until all tasks run, showing progress");
  static final Flag TIMEOUT = Flag.span("--timeout", "", "with --wait: give up after this long, not succeeding");
  static final List<Flag> FLAGS = List.of(WAIT, TIMEOUT);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  /** How far the service is at one moment: tasks running, of a job completed; no hindrance when none is known. */
  private record Standing(boolean job, long running, long desired, boolean settled, String hindrance) {

    String line() {
      return (job ? "job progress: " + running + " out of " + desired + " completed"
          : "overall progress: " + running + " out of " + desired + " tasks")
          + (settled || hindrance.isEmpty() ? "" : " (" + hindrance + ")");
    }
  }

  private Progress() {}

  /** Does nothing unless waiting was asked for. */
  static void follow(Invocation in, Service service) {
    if (!in.on(WAIT.name())) {
      return;
    }
    Optional<Instant> end = in.given(TIMEOUT.name())
        ? Optional.of(in.now().plus(in.span(TIMEOUT.name()))) : Optional.empty();
    String name = service.getSpec().getAnnotations().getName();
    String told = "";
    while (true) {
      Standing standing = look(in, service.getId());
      if (!standing.line().equals(told)) {
        told = standing.line();
        in.err().println(told);
        in.err().flush();
      }
      if (standing.settled) {
        in.err().println(standing.job ? "job " + name + " complete" : "verify: service " + name + " converged");
        return;
      }
      if (end.filter(in.now()::isAfter).isPresent()) {
        throw new CommandException("service " + name + " did not converge within "
            + Spans.format(in.span(TIMEOUT.name())) + ": " + standing.line() + "; see 'service ps " + name + "'");
      }
      in.sleep(LOOK_AGAIN);
    }
  }

  private static Standing look(Invocation in, String id) {
    Service service =
        in.control().getService(GetServiceRequest.newBuilder().setServiceId(id).build()).getService();
    failWhenStopped(service);
    ServiceStatus status = in.control().listServiceStatuses(
        ListServiceStatusesRequest.newBuilder().addServices(id).build()).getStatuses(0);
    List<Task> current = in.control().listTasks(ListTasksRequest.newBuilder().setFilters(
        ListTasksRequest.Filters.newBuilder().addServiceIds(id).setUpToDate(true)).build()).getTasksList();
    if (service.hasJobStatus()) {
      long total = Replicas.completions(service, status);
      boolean begun = !current.isEmpty() || service.getSpec().hasReplicatedJob();
      return new Standing(true, status.getCompletedTasks(), total, begun && status.getCompletedTasks() == total,
          hindrance(current));
    }
    long running = current.stream().filter(task -> task.getDesiredStateValue() <= TaskState.RUNNING_VALUE
        && task.getStatus().getState() == TaskState.RUNNING).count();
    long desired = status.getDesiredTasks();
    boolean replacing = switch (service.getUpdateStatus().getState()) {
      case UPDATING, ROLLBACK_STARTED -> true;
      default -> false;
    };
    boolean unknownYet = service.getSpec().hasGlobal() && current.isEmpty();
    boolean settled = running == desired && status.getRunningTasks() == desired && !replacing && !unknownYet;
    return new Standing(false, running, desired, settled, hindrance(current));
  }

  private static void failWhenStopped(Service service) {
    UpdateStatus.UpdateState state = service.getUpdateStatus().getState();
    if (state == UpdateStatus.UpdateState.PAUSED || state == UpdateStatus.UpdateState.ROLLBACK_PAUSED) {
      throw new CommandException("service " + service.getSpec().getAnnotations().getName() + " is not converging: "
          + service.getUpdateStatus().getMessage());
    }
  }

  /** What the newest task that does not run says of itself. */
  private static String hindrance(List<Task> tasks) {
    return tasks.stream()
        .filter(task -> !up(task) && !said(task).isEmpty())
        .max(Comparator.comparing((Task task) -> task.getStatus().getTimestamp().getSeconds())
            .thenComparing(task -> task.getStatus().getTimestamp().getNanos()))
        .map(task -> task.getStatus().getState() + ": " + said(task)).orElse("");
  }

  private static boolean up(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING || TaskStates.completed(task);
  }

  private static String said(Task task) {
    return task.getStatus().getErr();
  }
}
