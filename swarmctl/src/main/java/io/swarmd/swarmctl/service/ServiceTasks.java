package io.swarmd.swarmctl.service;

import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.lookup.Names;
import io.swarmd.swarmctl.lookup.Objects;
import io.swarmd.swarmctl.task.WaitingReasons;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tasks of services with their history and errors, as users of docker know it (control sheet, section 23). */
final class ServiceTasks {

  private static final Flag NO_TRUNC = Flag.toggle("--no-trunc", "show errors whole");
  private static final int SHOWN_ERROR = 30;
  private static final Comparator<Task> NEWEST_FIRST =
      Comparator.comparing((Task task) -> task.getMeta().getCreatedAt().getSeconds())
          .thenComparing(task -> task.getMeta().getCreatedAt().getNanos()).reversed();
  private static final Comparator<Task> BY_SLOT = Comparator
      .comparing((Task task) -> task.getServiceAnnotations().getName()).thenComparing(Task::getSlot);

  private ServiceTasks() {}

  static Command command() {
    return Command.of("ps", "List the tasks of services", "<service ID>...", ArgumentRule.some("service ID missing"),
        List.of(NO_TRUNC, Output.QUIET, Output.FORMAT), ServiceTasks::list);
  }

  private static void list(Invocation in) {
    ListTasksRequest.Filters.Builder filters = ListTasksRequest.Filters.newBuilder();
    Set<String> numberedFromZero = new HashSet<>();
    for (String typed : in.arguments()) {
      Service service = Objects.service(in.control(), typed);
      filters.addServiceIds(service.getId());
      if (service.getSpec().hasReplicatedJob()) {
        numberedFromZero.add(service.getId());
      }
    }
    Function<Task, String> place = task -> task.getSlot() == 0 && !numberedFromZero.contains(task.getServiceId())
        ? task.getNodeId() : Long.toUnsignedString(task.getSlot());
    List<Task> tasks = new ArrayList<>(
        in.control().listTasks(ListTasksRequest.newBuilder().setFilters(filters).build()).getTasksList());
    tasks.sort(BY_SLOT.thenComparing(place).thenComparing(NEWEST_FIRST));
    WaitingReasons waiting = in.on(Output.QUIET.name()) ? WaitingReasons.NONE : WaitingReasons.ask(in, tasks);
    Output.list(in, tasks, Task::getId, waiting::json, () -> {
      print(in, tasks, place);
      waiting.print(in, tasks, task -> name(task, place));
    });
  }

  private static void print(Invocation in, List<Task> tasks, Function<Task, String> place) {
    Names names = new Names(in);
    Columns table =
        Columns.table(2, "ID", "Name", "Image", "Node", "Desired State", "Current State", "Error", "Ports");
    String before = "";
    for (Task task : tasks) {
      String name = name(task, place);
      table.line(task.getId(), (name.equals(before) ? " \\_ " : "") + name, task.getSpec().getContainer().getImage(),
          names.node(task.getNodeId()), word(task.getDesiredState()),
          word(task.getStatus().getState()) + " " + Moments.relative(task.getStatus().getTimestamp(), in.now()),
          error(task, in.on(NO_TRUNC.name())), ports(task));
      before = name;
    }
    table.print(in.out());
  }

  private static String name(Task task, Function<Task, String> place) {
    return task.getServiceAnnotations().getName() + "." + place.apply(task);
  }

  private static String word(TaskState state) {
    return state.name().charAt(0) + state.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private static String error(Task task, boolean whole) {
    String error = task.getStatus().getErr();
    if (error.isEmpty()) {
      return "";
    }
    boolean cut = !whole && error.length() > SHOWN_ERROR;
    return '"' + (cut ? error.substring(0, SHOWN_ERROR - 1) + "…" : error) + '"';
  }

  private static String ports(Task task) {
    return task.getStatus().getPortStatus().getPortsList().stream()
        .map(port -> "*:" + Integer.toUnsignedString(port.getPublishedPort()) + "->"
            + Integer.toUnsignedString(port.getTargetPort()) + "/" + port.getProtocol().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }
}
