package io.swarmd.controlapi.service;

import io.swarmd.api.ReplicatedJob;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.call.Spans;
import io.swarmd.model.service.ServiceMode;

/** How many tasks a service may ask for and how they are replaced (control sheet, 7.1 rules 9 and 10). Pure. */
final class ModeRules {

  /** More than the store and the loops are made for; a slip of the pen must not fill the managers' memory. */
  private static final long MAX_TASKS = 1_000_000;

  private ModeRules() {}

  static void check(ServiceSpec spec) {
    checkCounts(spec);
    checkUpdate(spec);
  }

  /** A count above the largest signed number is a negative one that was cast. */
  private static void checkCounts(ServiceSpec spec) {
    switch (spec.getModeCase()) {
      case REPLICATED -> {
        if (spec.getReplicated().getReplicas() < 0) {
          throw Refusal.invalidArgument("Number of replicas must be non-negative");
        }
        checkNotTooMany("Number of replicas", spec.getReplicated().getReplicas());
      }
      case REPLICATED_JOB -> checkCounts(spec.getReplicatedJob());
      case GLOBAL, GLOBAL_JOB -> { }
      case MODE_NOT_SET -> throw Refusal.invalidArgument("Unrecognized service mode");
    }
  }

  private static void checkCounts(ReplicatedJob job) {
    if (job.getMaxConcurrent() < 0) {
      throw Refusal.invalidArgument("Maximum concurrent jobs must not be negative");
    }
    if (job.getTotalCompletions() < 0) {
      throw Refusal.invalidArgument("Total completed jobs must not be negative");
    }
    checkNotTooMany("Maximum concurrent jobs", job.getMaxConcurrent());
    checkNotTooMany("Total completed jobs", job.getTotalCompletions());
  }

  private static void checkNotTooMany(String what, long count) {
    if (count > MAX_TASKS) {
      throw Refusal.invalidArgument(what + " must be at most " + MAX_TASKS + ", and " + count + " are asked for");
    }
  }

  /** The rollback configuration is not checked, as in the original. */
  private static void checkUpdate(ServiceSpec spec) {
    if (!spec.hasUpdate()) {
      return;
    }
    if (ServiceMode.of(spec).job()) {
      throw Refusal.invalidArgument("Jobs may not have an update config");
    }
    UpdateConfig update = spec.getUpdate();
    if (Spans.negative(update.getDelay())) {
      throw Refusal.invalidArgument("TaskSpec: update-delay cannot be negative");
    }
    if (Spans.negative(update.getMonitor())) {
      throw Refusal.invalidArgument("TaskSpec: update-monitor cannot be negative");
    }
    if (!(update.getMaxFailureRatio() >= 0 && update.getMaxFailureRatio() <= 1)) {
      throw Refusal.invalidArgument("TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1");
    }
  }
}
