package io.swarmd.swarmctl.service;

import com.google.protobuf.BoolValue;
import io.swarmd.api.ContainerSpec;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import java.util.ArrayList;
import java.util.List;

/** What a task runs (control sheet, 18.2). Lists replace what was there. */
final class ContainerFlags {

  static final List<Flag> FLAGS = List.of(
      Flag.text("--image", "the image to run"),
      Flag.text("--hostname", "the host name inside"),
      Flag.list("--command", "the command, in place of the image's entry point"),
      Flag.list("--args", "the arguments"),
      Flag.list("--env", "environment variables (KEY=value)"),
      Flag.toggle("--tty", "give it a terminal"),
      Flag.toggle("--open-stdin", "keep its standard input open"),
      Flag.toggle("--init", "run an init process inside"),
      Flag.signed("--oom-score-adj", "0", "how readily the system ends it for lack of memory"),
      Flag.list("--ulimit", "limits (name=soft[:hard])"));
  /** For updates only. */
  static final List<Flag> CAPABILITY_FLAGS = List.of(
      Flag.list("--add-capability", "capabilities to add"),
      Flag.list("--rm-capability", "capabilities to take away"));

  private ContainerFlags() {}

  static void apply(Invocation in, ContainerSpec.Builder container) {
    if (in.given("--image")) {
      container.setImage(in.text("--image"));
    }
    if (in.given("--hostname")) {
      container.setHostname(in.text("--hostname"));
    }
    if (in.given("--command")) {
      container.clearCommand().addAllCommand(in.list("--command"));
    }
    if (in.given("--args")) {
      container.clearArgs().addAllArgs(in.list("--args"));
    }
    if (in.given("--env")) {
      container.clearEnv().addAllEnv(in.list("--env"));
    }
    process(in, container);
    capabilities(in, container);
  }

  private static void process(Invocation in, ContainerSpec.Builder container) {
    if (in.given("--tty")) {
      container.setTty(in.on("--tty"));
    }
    if (in.given("--open-stdin")) {
      container.setOpenStdin(in.on("--open-stdin"));
    }
    if (in.given("--init")) {
      container.setInit(BoolValue.of(in.on("--init")));
    }
    if (in.given("--oom-score-adj")) {
      container.setOomScoreAdj(in.number("--oom-score-adj"));
    }
    if (in.given("--ulimit")) {
      container.clearUlimits().addAllUlimits(in.list("--ulimit").stream().map(ContainerFlags::limit).toList());
    }
  }

  private static ContainerSpec.Ulimit limit(String text) {
    try {
      String[] parts = text.split("=", -1);
      String[] bounds = parts[1].split(":", -1);
      if (parts.length == 2 && bounds.length <= 2 && !parts[0].isEmpty()) {
        return ContainerSpec.Ulimit.newBuilder().setName(parts[0]).setSoft(Long.parseLong(bounds[0]))
            .setHard(Long.parseLong(bounds[bounds.length - 1])).build();
      }
    } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
      throw new UsageException("invalid ulimit argument: " + text);
    }
    throw new UsageException("invalid ulimit argument: " + text);
  }

  /** What is added is no longer dropped, and the other way round. */
  private static void capabilities(Invocation in, ContainerSpec.Builder container) {
    List<String> added = new ArrayList<>(container.getCapabilityAddList());
    List<String> dropped = new ArrayList<>(container.getCapabilityDropList());
    in.list("--add-capability").forEach(capability -> move(capability, dropped, added));
    in.list("--rm-capability").forEach(capability -> move(capability, added, dropped));
    if (in.given("--add-capability") || in.given("--rm-capability")) {
      container.clearCapabilityAdd().addAllCapabilityAdd(added).clearCapabilityDrop().addAllCapabilityDrop(dropped);
    }
  }

  private static void move(String capability, List<String> from, List<String> to) {
    from.remove(capability);
    if (!to.contains(capability)) {
      to.add(capability);
    }
  }
}
