package io.swarmd.agent.worker;

import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentChange.AssignmentAction;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.Config;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import io.swarmd.api.TasksMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One message of assignments, sorted by kind, so that it can be applied in the order that matters whatever the order
 * it came in (dispatch sheet, 3.5.1).
 *
 * @param complete whether this is all there is: what is not named is gone
 * @param removedTasks ids; ignored in a complete message
 */
public record Assigned(
    boolean complete,
    boolean withDependencies,
    List<Secret> secrets,
    List<String> removedSecrets,
    List<Config> configs,
    List<String> removedConfigs,
    List<Task> tasks,
    List<String> removedTasks,
    int volumes) {

  public static Assigned of(AssignmentsMessage message) {
    List<Secret> secrets = new ArrayList<>();
    List<String> removedSecrets = new ArrayList<>();
    List<Config> configs = new ArrayList<>();
    List<String> removedConfigs = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    List<String> removedTasks = new ArrayList<>();
    int volumes = 0;
    for (AssignmentChange change : message.getChangesList()) {
      boolean update = change.getAction() == AssignmentAction.UPDATE;
      switch (change.getAssignment().getItemCase()) {
        case SECRET -> sort(update, change.getAssignment().getSecret(), Secret::getId, secrets, removedSecrets);
        case CONFIG -> sort(update, change.getAssignment().getConfig(), Config::getId, configs, removedConfigs);
        case TASK -> sort(update, change.getAssignment().getTask(), Task::getId, tasks, removedTasks);
        case VOLUME -> volumes++;
        case ITEM_NOT_SET -> { } // a kind of a later version: nothing this agent could do with it
      }
    }
    boolean complete = message.getType() == AssignmentsMessage.Type.COMPLETE;
    return new Assigned(
        complete, true, secrets, removedSecrets, configs, removedConfigs, tasks, removedTasks, volumes);
  }

  /** The older form: all tasks, and no word on anything else. */
  public static Assigned of(TasksMessage message) {
    return new Assigned(
        true, false, List.of(), List.of(), List.of(), List.of(), message.getTasksList(), List.of(), 0);
  }

  /** No task at all. */
  public static Assigned none() {
    return of(AssignmentsMessage.newBuilder().setType(AssignmentsMessage.Type.COMPLETE).build());
  }

  private static <T> void sort(
      boolean update, T item, Function<T, String> id, List<T> updated, List<String> removed) {
    if (update) {
      updated.add(item);
    } else {
      removed.add(id.apply(item));
    }
  }
}
