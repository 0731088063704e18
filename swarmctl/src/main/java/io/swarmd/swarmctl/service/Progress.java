package io.swarmd.swarmctl.service;

import io.swarmd.api.GetServiceRequest;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.TaskStates;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Patience;
import io.swarmd.swarmctl.text.Spans;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Waits until a service is as it was asked for, telling how far it is and what stands in the way. The lines go to
 * standard error, so that standard output holds the result alone.
 */
final class Progress {

  static final Flag WAIT =
      Flag.toggle("--wait", "wait until all tasks run, showing progress; fail once they never will");
  static final Flag TIMEOUT = Flag.span("--timeout", "", "with --wait: give up after this long, not succeeding");
  static final List<Flag> FLAGS = List.of(WAIT, TIMEOUT);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  /**
   * How far the service is at one moment.
   *
   * @param running tasks that run; of a job those completed
   * @param hindrance empty when none is known
   * @param hopeless why it can never be as asked for; empty while it can
   */
  private record Standing(
      boolean job, long running, long desired, boolean settled, String hindrance, Optional<String> hopeless) {

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
    Patience patience = in.patience(TIMEOUT.name());
    String name = service.getSpec().getAnnotations().getName();
    String told = "";
    while (true) {
      Standing standing = look(in, service);
      if (!standing.line().equals(told)) {
        told = standing.line();
        in.err().println(told);
        in.err().flush();
      }
      if (standing.hopeless.isPresent()) {
        throw new CommandException(standing.hopeless.get() + "; see 'service ps " + name + "'");
      }
      if (standing.settled) {
        in.err().println(standing.job ? "job " + name + " complete" : "verify: service " + name + " converged");
        return;
      }
      if (patience.over()) {
        throw new CommandException("service " + name + " did not converge within "
            + Spans.format(in.span(TIMEOUT.name())) + ": " + standing.line() + "; see 'service ps " + name + "'");
      }
      in.sleep(LOOK_AGAIN);
    }
  }

  /** @param asked the service as it was when it was asked for */
  private static Standing look(Invocation in, Service asked) {
    Service service =
        in.control().getService(GetServiceRequest.newBuilder().setServiceId(asked.getId()).build()).getService();
    ServiceStatus status = in.control().listServiceStatuses(
        ListServiceStatusesRequest.newBuilder().addServices(asked.getId()).build()).getStatuses(0);
    List<Task> current = in.control().listTasks(ListTasksRequest.newBuilder().setFilters(ListTasksRequest.Filters
        .newBuilder().addServiceIds(asked.getId()).setUpToDate(true)).build()).getTasksList();
    return service.hasJobStatus() ? ofJob(service, status, current) : ofService(asked, service, status, current);
  }

  private static Standing ofJob(Service job, ServiceStatus status, List<Task> current) {
    JobEnd end = JobEnd.of(job, current);
    long total = Replicas.completions(job, status) + (job.getSpec().hasGlobalJob() ? end.spent() : 0);
    boolean begun = !current.isEmpty() || job.getSpec().hasReplicatedJob();
    return new Standing(true, status.getCompletedTasks(), total, begun && status.getCompletedTasks() == total,
        hindrance(current), end.failure(job));
  }

  private static Standing ofService(Service asked, Service service, ServiceStatus status, List<Task> current) {
    long running = current.stream().filter(task -> task.getDesiredStateValue() <= TaskState.RUNNING_VALUE
        && task.getStatus().getState() == TaskState.RUNNING).count();
    long desired = status.getDesiredTasks();
    boolean replacing = switch (service.getUpdateStatus().getState()) {
      case UPDATING, ROLLBACK_STARTED -> true;
      default -> false;
    };
    boolean unknownYet = service.getSpec().hasGlobal() && current.isEmpty();
    boolean settled = running == desired && status.getRunningTasks() == desired && !replacing && !unknownYet;
    return new Standing(false, running, desired, settled, hindrance(current), stopped(asked, service));
  }

  /** A rollback that was asked for came back with the spec it leads to; one that was not brings another. */
  private static Optional<String> stopped(Service asked, Service service) {
    String name = "service " + service.getSpec().getAnnotations().getName();
    String message = service.getUpdateStatus().getMessage();
    return switch (service.getUpdateStatus().getState()) {
      case PAUSED, ROLLBACK_PAUSED -> Optional.of(name + " is not converging: " + message);
      case ROLLBACK_COMPLETED -> service.getSpec().equals(asked.getSpec())
          ? Optional.empty() : Optional.of(name + " runs as it did before, its update failed: " + message);
      default -> Optional.empty();
    };
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
