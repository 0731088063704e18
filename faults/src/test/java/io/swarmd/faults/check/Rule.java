package io.swarmd.faults.check;

import io.swarmd.faults.history.History;
import java.util.function.BiConsumer;

/** Something that must hold of every history. */
interface Rule {

  /**
   * What rules look at.
   *
   * @param timeline made of the history
   * @param knowledge made of the history
   */
  record Evidence(History history, Timeline timeline, Knowledge knowledge) {}

  /** Tells each breach of the rule, with a line for people. */
  void check(Evidence evidence, BiConsumer<Violation.Kind, String> breach);
}
