package io.swarmd.model.service;

import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;

/** How a service asks for tasks. */
public enum ServiceMode {
  /** A number of tasks in numbered slots. */
  REPLICATED,
  /** One task on every node that may take it. */
  GLOBAL,
  /** A number of tasks that run to their end. */
  REPLICATED_JOB,
  /** One task on every node, run to its end. */
  GLOBAL_JOB,
  /** The service names no mode; nobody makes tasks for it. */
  UNSET;

  public static ServiceMode of(Service service) {
    return of(service.getSpec());
  }

  public static ServiceMode of(ServiceSpec spec) {
    return switch (spec.getModeCase()) {
      case REPLICATED -> REPLICATED;
      case GLOBAL -> GLOBAL;
      case REPLICATED_JOB -> REPLICATED_JOB;
      case GLOBAL_JOB -> GLOBAL_JOB;
      case MODE_NOT_SET -> UNSET;
    };
  }

  /** Whether the tasks run to their end rather than for ever. */
  public boolean job() {
    return this == REPLICATED_JOB || this == GLOBAL_JOB;
  }

  /** Whether there is a task on every node that may take one. */
  public boolean everyNode() {
    return this == GLOBAL || this == GLOBAL_JOB;
  }
}
