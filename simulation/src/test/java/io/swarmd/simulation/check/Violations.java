package io.swarmd.simulation.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found to be wrong. Kept, as an error thrown in a callback may be swallowed by whoever called it; looked at
 * after every step.
 */
public final class Violations {

  private static final int SHOWN = 5;

  private final List<String> found = new ArrayList<>();

  public void add(String text) {
    found.add(text);
  }

  /** @throws AssertionError when anything was found */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new AssertionError(String.join("\n", found.subList(0, Math.min(SHOWN, found.size()))));
    }
  }
}
