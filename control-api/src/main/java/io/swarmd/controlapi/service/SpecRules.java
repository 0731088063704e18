package io.swarmd.controlapi.service;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.swarmd.api.Annotations;
import io.swarmd.api.Placement;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.controlapi.call.Refusal;
import io.swarmd.controlapi.call.Spans;
import io.swarmd.controlapi.listing.Names;
import io.swarmd.model.constraint.Constraint;
import io.swarmd.model.constraint.InvalidConstraintException;

/** Every rule a service spec must meet by itself, in the order in which faults are told (control sheet, 7.1). Pure. */
final class SpecRules {

  private SpecRules() {}

  static void check(boolean present, ServiceSpec spec) {
    Refusal.unlessGiven(present);
    Names.checkDnsName(spec.getAnnotations().getName());
    checkTask(spec.getTask(), spec.getAnnotations());
    ModeRules.check(spec);
    EndpointRules.check(spec.getEndpoint());
  }

  private static void checkTask(TaskSpec task, Annotations service) {
    ResourceRules.check(task.getResources());
    checkRestart(task.getRestart());
    checkConstraints(task.getPlacement());
    References.checkForm(task.getContainer());
    RuntimeRules.check(task, service);
  }

  private static void checkRestart(RestartPolicy restart) {
    checkSpan("restart-delay", restart.getDelay());
    checkSpan("restart-window", restart.getWindow());
  }

  private static void checkConstraints(Placement placement) {
    try {
      Constraint.parseAll(placement.getConstraintsList());
    } catch (InvalidConstraintException unreadable) {
      throw Refusal.invalidArgument(unreadable.getMessage());
    }
  }

  private static void checkSpan(String name, Duration span) {
    if (!Spans.wellFormed(span)) {
      throw Refusal.of(Status.UNKNOWN, "TaskSpec: " + name + " is not a well-formed duration");
    }
    if (Spans.negative(span)) {
      throw Refusal.invalidArgument("TaskSpec: " + name + " cannot be negative");
    }
  }
}
