package io.swarmd.swarmctl.service;

import io.swarmd.api.ContainerSpec;
import io.swarmd.api.Mount;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.text.Sizes;
import java.util.List;

/** What is mounted into a task (control sheet, 18.2). Mounts are added to those that are there. */
final class MountFlags {

  static final List<Flag> FLAGS = List.of(
      Flag.list("--bind", "paths of the node to mount (source:target)"),
      Flag.list("--npipe", "named pipes of the node to mount (source:target)"),
      Flag.list("--volume", "paths at which to mount a new volume"),
      Flag.list("--tmpfs", "paths at which to mount memory (/path[:size=1m,mode=700,ro]), quoted when it has commas"));

  private MountFlags() {}

  static void apply(Invocation in, ContainerSpec.Builder container) {
    in.list("--bind").forEach(text -> container.addMounts(pair("bind", Mount.Type.BIND, text)));
    in.list("--npipe").forEach(text -> container.addMounts(pair("npipe", Mount.Type.NPIPE, text)));
    for (String text : in.list("--volume")) {
      if (text.contains(":")) {
        throw new UsageException("volume format \"" + text + "\" not supported");
      }
      container.addMounts(Mount.newBuilder().setType(Mount.Type.VOLUME).setTarget(text));
    }
    in.list("--tmpfs").forEach(text -> container.addMounts(memory(text)));
  }

  private static Mount pair(String kind, Mount.Type type, String text) {
    String[] parts = text.split(":", 2);
    if (parts.length != 2) {
      throw new UsageException(kind + " format \"" + text + "\" not supported");
    }
    return Mount.newBuilder().setType(type).setSource(parts[0]).setTarget(parts[1]).build();
  }

  private static Mount memory(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 2 || parts[0].isEmpty()) {
      throw new UsageException("invalid mount spec: " + text);
    }
    Mount.Builder mount = Mount.newBuilder().setType(Mount.Type.TMPFS).setTarget(parts[0]);
    if (parts.length == 2) {
      for (String option : parts[1].split(",")) {
        apply(option, mount);
      }
    }
    return mount.build();
  }

  private static void apply(String option, Mount.Builder mount) {
    switch (option) {
      case "ro" -> mount.setReadonly(true);
      case "rw" -> mount.setReadonly(false);
      case "exec", "noexec" -> {
        String before = mount.getTmpfsOptions().getOptions();
        mount.getTmpfsOptionsBuilder().setOptions(before.isEmpty() ? option : before + "," + option);
      }
      case String size when size.startsWith("size=") -> mount.getTmpfsOptionsBuilder().setSizeBytes(
          Sizes.parseBytes(size.substring("size=".length()))
              .orElseThrow(() -> new UsageException("invalid size format: " + size)));
      case String mode when mode.matches("mode=[0-7]+") ->
          mount.getTmpfsOptionsBuilder().setMode(Integer.parseInt(mode.substring("mode=".length()), 8));
      default -> throw new UsageException("unsupported flag");
    }
  }
}
