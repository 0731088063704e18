package io.swarmd.swarmctl.service;

import io.swarmd.api.CreateServiceRequest;
import io.swarmd.api.ListNodesRequest;
import io.swarmd.api.Node;
import io.swarmd.api.RestartPolicy;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateServiceRequest;
import io.swarmd.model.constraint.UnknownLabels;
import io.swarmd.model.service.ServiceOption;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.lookup.Objects;
import java.util.ArrayList;
import java.util.List;

/** Creates, updates and scales services (control sheet, 18.2). */
final class ServiceChanges {

  private static final Flag FORCE = Flag.toggle("--force", "replace all tasks also when nothing changed");
  private static final Flag ROLLBACK = Flag.toggle("--rollback", "go back to the spec before the last update");

  private ServiceChanges() {}

  static Command create() {
    List<Flag> flags = new ArrayList<>(List.of(GeneralFlags.MODE));
    flags.addAll(common());
    flags.addAll(SecretFlags.CREATE_FLAGS);
    flags.addAll(Progress.FLAGS);
    return Command.of("create", "Create a service", "", ArgumentRule.none("create command takes no arguments"), flags,
        ServiceChanges::create);
  }

  static Command update() {
    List<Flag> flags = new ArrayList<>(common());
    flags.addAll(SecretFlags.UPDATE_FLAGS);
    flags.addAll(ContainerFlags.CAPABILITY_FLAGS);
    flags.addAll(List.of(FORCE, ROLLBACK));
    flags.addAll(Progress.FLAGS);
    return Command.of("update", "Update a service", "<service ID>",
        ArgumentRule.one("service ID missing", "update command takes exactly 1 argument"), flags,
        ServiceChanges::update);
  }

  static Command scale() {
    return Command.of("scale", "Change how many tasks services have", "<service ID>=<replicas>...",
        ArgumentRule.some("service ID missing"), Progress.FLAGS, ServiceChanges::scale);
  }

  private static List<Flag> common() {
    List<Flag> flags = new ArrayList<>(GeneralFlags.FLAGS);
    flags.addAll(ContainerFlags.FLAGS);
    flags.addAll(PortFlags.FLAGS);
    flags.addAll(ResourceFlags.FLAGS);
    flags.addAll(PolicyFlags.flags());
    flags.addAll(MountFlags.FLAGS);
    flags.addAll(LogFlags.FLAGS);
    return flags;
  }

  private static void apply(Invocation in, ServiceSpec.Builder spec) {
    GeneralFlags.apply(in, spec);
    ContainerFlags.apply(in, spec.getTaskBuilder().getContainerBuilder());
    PortFlags.apply(in, spec);
    ResourceFlags.apply(in, spec.getTaskBuilder());
    PolicyFlags.apply(in, spec);
    MountFlags.apply(in, spec.getTaskBuilder().getContainerBuilder());
    LogFlags.apply(in, spec.getTaskBuilder());
    SecretFlags.apply(in, spec.getTaskBuilder().getContainerBuilder());
  }

  private static void create(Invocation in) {
    if (!in.given("--name") || !in.given("--image")) {
      throw new UsageException("--name and --image are mandatory");
    }
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getReplicatedBuilder().setReplicas(1);
    spec.getTaskBuilder().getContainerBuilder();
    spec.getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.ANY);
    apply(in, spec);
    Service service = in.control().createService(CreateServiceRequest.newBuilder().setSpec(spec).build()).getService();
    in.out().println(service.getId());
    warn(in, service.getSpec());
    Progress.follow(in, service);
  }

  private static void update(Invocation in) {
    Service stored = Objects.service(in.control(), in.argument());
    ServiceSpec.Builder spec = stored.getSpec().toBuilder();
    if (!spec.getTask().hasRestart()) {
      spec.getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.ANY);
    }
    apply(in, spec);
    if (in.on(FORCE.name())) {
      spec.getTaskBuilder().setForceUpdate(stored.getSpec().getTask().getForceUpdate() + 1);
    }
    boolean rollback = in.on(ROLLBACK.name());
    if (!rollback && spec.build().equals(stored.getSpec())) {
      throw new UsageException("no changes detected");
    }
    Service changed = send(in, stored, spec.build(),
        rollback ? UpdateServiceRequest.Rollback.PREVIOUS : UpdateServiceRequest.Rollback.NONE);
    in.out().println(changed.getId());
    warn(in, changed.getSpec());
    Progress.follow(in, changed);
  }

  /** Tells, if the service asks for it, of constraints that no node can be known to meet. */
  private static void warn(Invocation in, ServiceSpec spec) {
    if (ServiceOption.WARN_OF_UNKNOWN_LABELS.isOn(spec)) {
      List<Node> nodes = in.control().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
      UnknownLabels.warnings(spec, nodes).forEach(warning -> in.err().println("Warning: " + warning));
    }
  }

  private static void scale(Invocation in) {
    List<Service> scaled = new ArrayList<>();
    for (String argument : in.arguments()) {
      int equals = argument.lastIndexOf('=');
      if (equals <= 0 || !argument.substring(equals + 1).matches("[0-9]{1,18}")) {
        throw new UsageException("invalid scale specifier '" + argument + "', expected <service ID>=<replicas>");
      }
      Service stored = Objects.service(in.control(), argument.substring(0, equals));
      if (!GeneralFlags.numbered(stored.getSpec())) {
        throw new CommandException("service " + argument.substring(0, equals)
            + " cannot be scaled: only replicated services and jobs have a number of tasks");
      }
      ServiceSpec.Builder spec = stored.getSpec().toBuilder();
      GeneralFlags.replicas(Long.parseLong(argument.substring(equals + 1)), spec);
      scaled.add(send(in, stored, spec.build(), UpdateServiceRequest.Rollback.NONE));
      in.out().println(argument.substring(0, equals) + " scaled to " + argument.substring(equals + 1));
    }
    scaled.forEach(service -> Progress.follow(in, service));
  }

  private static Service send(Invocation in, Service stored, ServiceSpec spec, UpdateServiceRequest.Rollback rollback) {
    return in.control().updateService(UpdateServiceRequest.newBuilder().setServiceId(stored.getId())
        .setServiceVersion(stored.getMeta().getVersion()).setSpec(spec).setRollback(rollback).build()).getService();
  }
}
