package io.swarmd.controlapi.service;

import io.swarmd.api.ResourceRequirements;
import io.swarmd.api.Resources;
import io.swarmd.controlapi.call.Refusal;
import java.math.BigDecimal;

/** What a task may ask of a machine (control sheet, 7.1 rule 3). Pure. */
final class ResourceRules {

  private static final long LEAST_NANO_CPUS = 1_000_000;
  private static final long LEAST_MEMORY_BYTES = 4L << 20;
  private static final int NANO_DIGITS = 9;

  private ResourceRules() {}

  static void check(ResourceRequirements requirements) {
    check(requirements.getLimits());
    check(requirements.getReservations());
  }

  private static void check(Resources resources) {
    long cpus = resources.getNanoCpus();
    if (cpus != 0 && cpus < LEAST_NANO_CPUS) {
      String cores = BigDecimal.valueOf(cpus, NANO_DIGITS).stripTrailingZeros().toPlainString();
      throw Refusal.invalidArgument("invalid cpu value " + cores + ": Must be at least 0.001");
    }
    long memory = resources.getMemoryBytes();
    if (memory != 0 && memory < LEAST_MEMORY_BYTES) {
      throw Refusal.invalidArgument("invalid memory value " + memory + ": Must be at least 4MiB");
    }
  }
}
