package io.swarmd.model.template;

import java.util.List;

/** Something a template may call. */
interface Function {

  /**
   * The answer, paid for from the budget as far as it costs more than a step.
   *
   * @throws IllegalArgumentException for arguments it does not take
   */
  Value call(List<Value> arguments, Budget budget);
}
