package io.swarmd.swarmctl.service;

import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.ListServiceStatusesRequest;
import io.swarmd.api.ListServiceStatusesResponse.ServiceStatus;
import io.swarmd.api.ListServicesRequest;
import io.swarmd.api.ListTasksRequest;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.RemoveServiceRequest;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.api.Version;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Group;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.logs.LogCommands;
import io.swarmd.swarmctl.lookup.Objects;
import io.swarmd.swarmctl.task.TaskTable;
import io.swarmd.swarmctl.text.Columns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The service commands, but for changes (control sheet, 18.2). */
public final class ServiceCommands {

  private static final Flag ALL = Flag.toggle("--all", "-a", "show all tasks, also those that are to run no more");

  private ServiceCommands() {}

  public static Group group() {
    return Group.of("service", "Service management",
        Command.of("ls", "List services", "", ArgumentRule.none("ls command takes no arguments"), Output.LIST_FLAGS,
            ServiceCommands::list),
        Command.of("inspect", "Inspect a service", "<service ID>",
            ArgumentRule.one("service ID missing", "inspect command takes exactly 1 argument"),
            List.of(ALL, Output.FORMAT), ServiceCommands::inspect),
        ServiceTasks.command(), ServiceChanges.create(), ServiceChanges.update(), ServiceChanges.scale(),
        Command.of("remove", "Remove services", "<service ID>...", ArgumentRule.some("service ID missing"), List.of(),
            ServiceCommands::remove).alias("rm"),
        LogCommands.ofServices()).alias("svc");
  }

  private static void list(Invocation in) {
    List<Service> services = in.control().listServices(ListServicesRequest.getDefaultInstance()).getServicesList();
    Output.list(in, services, Service::getId, () -> {
      Map<String, ServiceStatus> statuses = statuses(in, services);
      Columns table = Columns.table(2, "ID", "Name", "Image", "Replicas");
      services.forEach(service -> table.line(service.getId(), service.getSpec().getAnnotations().getName(),
          service.getSpec().getTask().getContainer().getImage(),
          Replicas.text(service, statuses.getOrDefault(service.getId(), ServiceStatus.getDefaultInstance()))));
      table.print(in.out());
    });
  }

  /** Tasks that run, those on nodes that are down not counted: what the managers say, less what those nodes have. */
  private static Map<String, ServiceStatus> statuses(Invocation in, List<Service> services) {
    Map<String, ServiceStatus> statuses = new HashMap<>();
    in.control().listServiceStatuses(ListServiceStatusesRequest.newBuilder()
        .addAllServices(services.stream().map(Service::getId).toList()).build()).getStatusesList()
        .forEach(status -> statuses.put(status.getServiceId(), status));
    List<String> down = in.control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().stream()
        .filter(node -> node.getStatus().getState() == NodeStatus.State.DOWN).map(Node::getId).toList();
    if (!down.isEmpty()) {
      // Of jobs the managers count the current iteration only.
      Map<String, Version> iterations = services.stream()
          .collect(Collectors.toMap(Service::getId, service -> service.getJobStatus().getJobIteration()));
      in.control().listTasks(ListTasksRequest.newBuilder().setFilters(
          ListTasksRequest.Filters.newBuilder().addAllNodeIds(down)).build()).getTasksList().stream()
          .filter(task -> runs(task) && task.getJobIteration().equals(iterations.get(task.getServiceId())))
          .forEach(task -> statuses.computeIfPresent(task.getServiceId(), (id, status) -> oneLess(status)));
    }
    return statuses;
  }

  private static ServiceStatus oneLess(ServiceStatus status) {
    return status.toBuilder().setRunningTasks(status.getRunningTasks() - 1).build();
  }

  private static boolean runs(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING;
  }

  private static void inspect(Invocation in) {
    Service service = Objects.service(in.control(), in.argument());
    Output.one(in, service, () -> {
      List<Task> tasks = in.control().listTasks(ListTasksRequest.newBuilder()
          .setFilters(ListTasksRequest.Filters.newBuilder().addServiceIds(service.getId())).build()).getTasksList();
      ServiceDetails.print(in, service, replicas(in, service, tasks));
      if (!tasks.isEmpty()) {
        in.out().println();
        TaskTable.print(in, tasks, in.on(ALL.name()));
      }
    });
  }

  private static String replicas(Invocation in, Service service, List<Task> tasks) {
    boolean job = service.getSpec().hasReplicatedJob() || service.getSpec().hasGlobalJob();
    return Replicas.text(service, job
        ? in.control().listServiceStatuses(
            ListServiceStatusesRequest.newBuilder().addServices(service.getId()).build()).getStatuses(0)
        : ServiceStatus.newBuilder().setRunningTasks(tasks.stream().filter(ServiceCommands::runs).count()).build());
  }

  private static void remove(Invocation in) {
    for (String typed : in.arguments()) {
      Service service = Objects.service(in.control(), typed);
      in.control().removeService(RemoveServiceRequest.newBuilder().setServiceId(service.getId()).build());
      in.out().println(typed);
    }
  }
}
