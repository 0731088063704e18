package io.swarmd.swarmctl.service;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.model.time.WireTime;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How tasks are replaced and started again (control sheet, 18.2). */
final class PolicyFlags {

  private PolicyFlags() {}

  static List<Flag> flags() {
    List<Flag> flags = new ArrayList<>();
    for (String kind : List.of("update", "rollback")) {
      flags.add(Flag.unsigned("--" + kind + "-parallelism", "0", "how many tasks at a time, 0 for all (" + kind + ")"));
      flags.add(Flag.span("--" + kind + "-delay", "0s", "the pause between tasks (" + kind + ")"));
      flags.add(Flag.text("--" + kind + "-on-failure", "pause", kind.equals("update")
          ? "what to do when an update fails: pause, continue, rollback"
          : "what to do when a rollback fails: pause, continue"));
      flags.add(Flag.text("--" + kind + "-order", "stop-first", "stop-first or start-first (" + kind + ")"));
    }
    flags.add(Flag.text("--restart-condition", "any", "when to start again: any, failure, none"));
    flags.add(Flag.span("--restart-delay", "5s", "the pause before starting again"));
    flags.add(Flag.unsigned("--restart-max-attempts", "0", "how often to start again, 0 for always"));
    flags.add(Flag.span("--restart-window", "0s", "the time in which those are counted"));
    return flags;
  }

  static void apply(Invocation in, ServiceSpec.Builder spec) {
    replacement(in, "update", spec::getUpdateBuilder);
    replacement(in, "rollback", spec::getRollbackBuilder);
    restart(in, spec.getTaskBuilder().getRestartBuilder());
  }

  private static void replacement(Invocation in, String kind, Supplier<UpdateConfig.Builder> config) {
    String prefix = "--" + kind;
    if (in.given(prefix + "-parallelism")) {
      config.get().setParallelism(in.number(prefix + "-parallelism"));
    }
    if (in.given(prefix + "-delay")) {
      config.get().setDelay(WireTime.span(in.span(prefix + "-delay")));
    }
    if (in.given(prefix + "-on-failure")) {
      config.get().setFailureAction(failureAction(prefix, in.text(prefix + "-on-failure")));
    }
    if (in.given(prefix + "-order")) {
      config.get().setOrder(switch (in.text(prefix + "-order")) {
        case "stop-first" -> UpdateConfig.UpdateOrder.STOP_FIRST;
        case "start-first" -> UpdateConfig.UpdateOrder.START_FIRST;
        default -> throw new UsageException(prefix + "-order value must be stop-first or start-first");
      });
    }
  }

  private static UpdateConfig.FailureAction failureAction(String prefix, String text) {
    boolean rollback = prefix.equals("--update") && text.equals("rollback");
    return switch (text) {
      case "pause" -> UpdateConfig.FailureAction.PAUSE;
      case "continue" -> UpdateConfig.FailureAction.CONTINUE;
      case String other when rollback -> UpdateConfig.FailureAction.ROLLBACK;
      default -> throw new UsageException(prefix + "-on-failure value must be pause or continue");
    };
  }

  private static void restart(Invocation in, RestartPolicy.Builder restart) {
    if (in.given("--restart-condition")) {
      restart.setCondition(switch (in.text("--restart-condition")) {
        case "any" -> RestartPolicy.RestartCondition.ANY;
        case "failure" -> RestartPolicy.RestartCondition.ON_FAILURE;
        case "none" -> RestartPolicy.RestartCondition.NONE;
        default -> throw new UsageException("invalid restart condition: " + in.text("--restart-condition"));
      });
    }
    if (in.given("--restart-delay")) {
      restart.setDelay(WireTime.span(in.span("--restart-delay")));
    }
    if (in.given("--restart-max-attempts")) {
      restart.setMaxAttempts(in.number("--restart-max-attempts"));
    }
    if (in.given("--restart-window")) {
      restart.setWindow(WireTime.span(in.span("--restart-window")));
    }
  }
}
