package io.swarmd.simulation.network;

import io.swarmd.api.UpdateTaskStatusRequest;
import io.swarmd.dispatcher.Dispatcher;
import java.util.List;
import java.util.Optional;

/** The managers as the network sees them. */
public interface Managers {

  /** The places of all managers. */
  List<String> places();

  /** The dispatcher that serves at the place; empty when the manager does not run or does not think it leads. */
  Optional<Dispatcher> dispatcher(String place);

  /** A report of the node was acknowledged by the manager at the place. */
  void acknowledged(String place, UpdateTaskStatusRequest report);
}
