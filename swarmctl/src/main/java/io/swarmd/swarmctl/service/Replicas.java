package io.swarmd.swarmctl.service;

import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.Service;

/** How many tasks of a service run, and how far a job is, in the words of docker (control sheet, 18.2 and 23). */
final class Replicas {

  private Replicas() {}

  static String text(Service service, ServiceStatus status) {
    long running = status.getRunningTasks();
    return switch (service.getSpec().getModeCase()) {
      case REPLICATED -> running + "/" + Long.toUnsignedString(service.getSpec().getReplicated().getReplicas());
      case GLOBAL -> "global";
      case REPLICATED_JOB, GLOBAL_JOB -> running + "/" + status.getDesiredTasks()
          + " (" + status.getCompletedTasks() + "/" + completions(service, status) + " completed)";
      case MODE_NOT_SET -> "";
    };
  }

  /** How many tasks a job runs to their end; of a global job as many as there are nodes that take one. */
  static long completions(Service job, ServiceStatus status) {
    return job.getSpec().hasReplicatedJob() ? job.getSpec().getReplicatedJob().getTotalCompletions()
        : status.getDesiredTasks() + status.getCompletedTasks();
  }
}
