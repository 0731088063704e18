package io.swarmd.agent.dispatch;

import java.util.concurrent.Executor;

/**
 * Chooses a manager and connects to its dispatcher: the node's own manager where it runs one, else one of the known
 * remote ones by their weights (dispatch sheet, 3.3).
 */
public interface DispatcherConnections {

  /**
   * A client of one manager. Does not block and does not wait for the connection to stand.
   *
   * @param callbacks where the client's observers are to be called
   * @throws RuntimeException when no manager is known, with a message to show
   */
  DispatcherClient connect(Executor callbacks);
}
