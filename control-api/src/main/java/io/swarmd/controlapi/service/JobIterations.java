package io.swarmd.controlapi.service;

import io.swarmd.api.JobStatus;
import io.swarmd.api.Version;
import io.swarmd.model.time.WireTime;
import java.time.Instant;

/** Counts the runs of a job: every update that is accepted begins another (orchestration sheet, section 7). Pure. */
final class JobIterations {

  private JobIterations() {}

  static JobStatus first(Instant now) {
    return JobStatus.newBuilder().setJobIteration(Version.getDefaultInstance())
        .setLastExecution(WireTime.timestamp(now)).build();
  }

  static JobStatus next(JobStatus last, Instant now) {
    return JobStatus.newBuilder()
        .setJobIteration(Version.newBuilder().setIndex(last.getJobIteration().getIndex() + 1))
        .setLastExecution(WireTime.timestamp(now)).build();
  }
}
