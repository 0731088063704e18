package io.swarmd.agent.exec;

import io.swarmd.api.Config;
import io.swarmd.api.Secret;

/** The secrets and configs one task may read (dispatch sheet, 3.10). */
public interface TaskDependencies {

  /**
   * The secret with this id.
   *
   * @throws IllegalArgumentException when the task does not name it, or when it has not arrived
   */
  Secret secret(String id);

  /**
   * The config with this id.
   *
   * @throws IllegalArgumentException when the task does not name it, or when it has not arrived
   */
  Config config(String id);
}
