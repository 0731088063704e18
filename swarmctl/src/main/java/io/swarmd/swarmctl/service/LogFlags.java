package io.swarmd.swarmctl.service;

import io.swarmd.api.Driver;
import io.swarmd.api.TaskSpec;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.List;

/** Where the output of tasks goes (control sheet, 18.2). Without these flags it stays as it is. */
final class LogFlags {

  static final List<Flag> FLAGS = List.of(
      Flag.text("--log-driver", "the log driver"), Flag.list("--log-opt", "options for the log driver (key=value)"));

  private LogFlags() {}

  static void apply(Invocation in, TaskSpec.Builder task) {
    if (in.given("--log-opt") && !in.given("--log-driver")) {
      throw new UsageException("--log-opt can only be given together with --log-driver");
    }
    if (!in.given("--log-driver")) {
      return;
    }
    Driver.Builder driver = Driver.newBuilder().setName(in.text("--log-driver"));
    for (String option : in.list("--log-opt")) {
      String[] parts = option.split("=", 2);
      driver.putOptions(parts[0], parts.length > 1 ? parts[1] : "");
    }
    task.setLogDriver(driver);
  }
}
