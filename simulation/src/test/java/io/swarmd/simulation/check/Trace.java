package io.swarmd.simulation.check;

import io.swarmd.api.Node;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import java.time.Duration;

/** Prints each committed change in a line, for those who replay a seed: {@code -Dsimulation.trace=true}. */
public final class Trace {

  private static final boolean ON = Boolean.getBoolean("simulation.trace");

  private final SimulatedEnvironment environment;

  public Trace(SimulatedEnvironment environment) {
    this.environment = environment;
  }

  void show(ChangeSet committed) {
    if (ON) {
      committed.changes().forEach(change -> System.out.println(Duration.ofNanos(environment.monotonicNanos()) + " "
          + committed.version() + " " + change.getClass().getSimpleName() + " " + told(change)));
    }
  }

  private static String told(Change<?> change) {
    return switch (change.object()) {
      case Task task -> "task " + TaskRules.told(task) + ", spec " + task.getSpecVersion().getIndex()
          + iteration(task) + ", " + task.getStatus().getMessage() + " " + task.getStatus().getErr();
      case Service service -> "service " + service.getId() + " version " + service.getSpecVersion().getIndex() + " "
          + service.getUpdateStatus().getState() + " " + oneLine(service.getSpec());
      case Node node -> "node " + node.getId() + " " + node.getStatus().getState() + " "
          + node.getSpec().getAvailability() + " " + node.getSpec().getAnnotations().getLabelsMap();
      default -> change.table().name() + " " + change.id();
    };
  }

  private static String iteration(Task task) {
    return task.hasJobIteration() ? " iteration " + task.getJobIteration().getIndex() : "";
  }

  private static String oneLine(Object message) {
    return message.toString().replaceAll("\\s+", " ");
  }
}
