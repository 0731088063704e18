package io.swarmd.agent;

import io.swarmd.api.Assignment;
import io.swarmd.api.AssignmentChange;
import io.swarmd.api.AssignmentChange.AssignmentAction;
import io.swarmd.api.AssignmentsMessage;
import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskState;
import io.swarmd.api.TaskStatus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tasks and messages for tests. */
public final class TestTasks {

  private TestTasks() {}

  /** A task as the scheduler hands it to a node. */
  public static Task assigned(String id) {
    return task(id, TaskState.ASSIGNED, TaskState.RUNNING);
  }

  public static Task task(String id, TaskState state, TaskState desired) {
    return Task.newBuilder()
        .setId(id)
        .setNodeId("node")
        .setServiceId("service")
        .setSlot(1)
        .setStatus(TaskStatus.newBuilder().setState(state))
        .setDesiredState(desired)
        .build();
  }

  public static Task wanted(Task task, TaskState desired) {
    return task.toBuilder().setDesiredState(desired).build();
  }

  /** A task that runs a command of the machine itself. */
  public static Task command(String id, String... command) {
    ContainerSpec container =
        ContainerSpec.newBuilder().setImage("host").addAllCommand(List.of(command)).build();
    return with(assigned(id), container);
  }

  public static Task with(Task task, ContainerSpec container) {
    return task.toBuilder().setSpec(TaskSpec.newBuilder().setContainer(container)).build();
  }

  public static AssignmentsMessage complete(String resultsIn, Task... tasks) {
    return message(AssignmentsMessage.Type.COMPLETE, "", resultsIn, Arrays.stream(tasks).map(TestTasks::update));
  }

  public static AssignmentsMessage incremental(String appliesTo, String resultsIn, AssignmentChange... changes) {
    return message(AssignmentsMessage.Type.INCREMENTAL, appliesTo, resultsIn, Arrays.stream(changes));
  }

  private static AssignmentsMessage message(
      AssignmentsMessage.Type type, String appliesTo, String resultsIn, Stream<AssignmentChange> changes) {
    return AssignmentsMessage.newBuilder()
        .setType(type).setAppliesTo(appliesTo).setResultsIn(resultsIn).addAllChanges(changes.toList()).build();
  }

  public static AssignmentChange update(Task task) {
    return change(AssignmentAction.UPDATE, Assignment.newBuilder().setTask(task).build());
  }

  public static AssignmentChange removeTask(String id) {
    return change(
        AssignmentAction.REMOVE, Assignment.newBuilder().setTask(Task.newBuilder().setId(id)).build());
  }

  public static AssignmentChange update(Secret secret) {
    return change(AssignmentAction.UPDATE, Assignment.newBuilder().setSecret(secret).build());
  }

  public static AssignmentChange change(AssignmentAction action, Assignment assignment) {
    return AssignmentChange.newBuilder().setAction(action).setAssignment(assignment).build();
  }
}
