package io.swarmd.controlapi.service;

import io.swarmd.api.Annotations;
import io.swarmd.api.GenericRuntimeSpec;
import io.swarmd.api.TaskSpec;
import io.swarmd.controlapi.call.Refusal;
import java.util.Locale;

/** What a task may run (control sheet, 7.1 rule 8). Pure. */
final class RuntimeRules {

  private static final int SHORTEST_KIND = 3;

  private RuntimeRules() {}

  /** @param service name and labels, which templates may ask for */
  static void check(TaskSpec task, Annotations service) {
    switch (task.getRuntimeCase()) {
      case RUNTIME_NOT_SET -> throw Refusal.invalidArgument("TaskSpec: missing runtime");
      case ATTACHMENT -> throw Refusal.unimplemented("RuntimeSpec: unimplemented runtime in service spec");
      case GENERIC -> checkGeneric(task.getGeneric());
      case CONTAINER -> ContainerRules.check(task, service);
    }
  }

  private static void checkGeneric(GenericRuntimeSpec generic) {
    String kind = generic.getKind();
    if (kind.length() < SHORTEST_KIND) {
      throw Refusal.invalidArgument("Generic runtime: Invalid name \"" + kind + "\"");
    }
    String lower = kind.toLowerCase(Locale.ROOT);
    if (lower.equals("container") || lower.equals("attachment")) {
      throw Refusal.invalidArgument("Generic runtime: \"" + kind + "\" is a reserved name");
    }
    if (!generic.hasPayload()) {
      throw Refusal.invalidArgument("Generic runtime is missing payload");
    }
    if (generic.getPayload().getTypeUrl().isEmpty()) {
      throw Refusal.invalidArgument("Generic runtime is missing payload type");
    }
    if (generic.getPayload().getValue().isEmpty()) {
      throw Refusal.invalidArgument("Generic runtime has an empty payload");
    }
  }
}
