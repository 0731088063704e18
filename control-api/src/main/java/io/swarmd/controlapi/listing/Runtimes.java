package io.swarmd.controlapi.listing;

import io.swarmd.api.TaskSpec;
import java.util.Locale;

/** What a task's runtime is called in filters (control sheet, section 2). */
public final class Runtimes {

  private Runtimes() {}

  /** The kind of runtime; empty when the spec has none. */
  public static String name(TaskSpec spec) {
    return switch (spec.getRuntimeCase()) {
      case CONTAINER -> "container";
      case ATTACHMENT -> "attachment";
      case GENERIC -> spec.getGeneric().getKind().toLowerCase(Locale.ROOT);
      case RUNTIME_NOT_SET -> "";
    };
  }
}
