package io.swarmd.swarmctl.logs;

import io.grpc.StatusRuntimeException;
import io.swarmd.api.GetTaskRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.model.task.TaskStates;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.lookup.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that show the output of tasks. A service may be named, and where it is none, a task. */
public final class LogCommands {

  private LogCommands() {}

  public static Command ofServices() {
    return Command.of("logs", "Show the output of services", "<service ID>...",
        ArgumentRule.some("missing service IDs"), ReadingOptions.ALL, LogCommands::services).alias("log");
  }

  public static Command ofTasks() {
    return Command.of("logs", "Show the output of tasks", "<task ID>...", ArgumentRule.some("task ID missing"),
        ReadingOptions.ALL, LogCommands::tasks).alias("log");
  }

  private static void services(Invocation in) {
    LogSubscriptionOptions options = ReadingOptions.of(in);
    LogSelector.Builder selector = LogSelector.newBuilder();
    List<Task> tasks = new ArrayList<>();
    for (String typed : in.arguments()) {
      try {
        selector.addServiceIds(Objects.service(in.control(), typed).getId());
      } catch (UsageException noService) {
        tasks.add(find(in, typed).orElseThrow(() -> noService));
        selector.addTaskIds(tasks.getLast().getId());
      }
    }
    if (selector.getServiceIdsCount() > 0) {
      tasks.addAll(in.control().listTasks(ListTasksRequest.newBuilder().setFilters(ListTasksRequest.Filters.newBuilder()
          .addAllServiceIds(selector.getServiceIdsList())).build()).getTasksList());
    }
    read(in, selector.build(), options, tasks);
  }

  private static Optional<Task> find(Invocation in, String id) {
    try {
      return Optional.of(in.control().getTask(GetTaskRequest.newBuilder().setTaskId(id).build()).getTask());
    } catch (StatusRuntimeException notThatId) {
      return Optional.empty();
    }
  }

  private static void tasks(Invocation in) {
    LogSubscriptionOptions options = ReadingOptions.of(in);
    List<Task> tasks = in.arguments().stream().map(id -> find(in, id).orElseThrow(() -> new UsageException(
        "task " + id + " not found; tasks go by their full id, as shown by task ls"))).toList();
    read(in, LogSelector.newBuilder().addAllTaskIds(tasks.stream().map(Task::getId).toList()).build(), options, tasks);
  }

  private static void read(Invocation in, LogSelector selector, LogSubscriptionOptions options, List<Task> tasks) {
    long lines = new LogReader(in, selector, options, new LinePrinter(in, new TaskNames(in, tasks))).run();
    boolean noneRan = tasks.stream().allMatch(task -> TaskStates.observed(task) < TaskState.RUNNING_VALUE);
    if (lines == 0 && noneRan) {
      in.err().println("swarmctl: there is nothing to read: no task of " + String.join(", ", in.arguments())
          + " has run yet");
    }
  }
}
