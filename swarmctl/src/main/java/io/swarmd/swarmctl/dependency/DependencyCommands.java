package io.swarmd.swarmctl.dependency;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.swarmd.api.Annotations;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Group;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.command.Output;
import io.swarmd.swarmctl.command.UsageException;
import io.swarmd.swarmctl.text.Columns;
import io.swarmd.swarmctl.text.Moments;
import io.swarmd.swarmctl.text.Pairs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The secret and the config commands (control sheet, 18.6). */
public final class DependencyCommands<T extends Message> {

  static final int TABLE_PADDING = 4;
  private static final Flag LABEL = Flag.list("--label", "labels (key=value)");

  private final Kind<T> kind;

  private DependencyCommands(Kind<T> kind) {
    this.kind = kind;
  }

  public static Group secrets() {
    return new DependencyCommands<>(new SecretKind()).group("Secret management");
  }

  public static Group configs() {
    return new DependencyCommands<>(new ConfigKind()).group("Config management");
  }

  private Group group(String summary) {
    String name = kind.name();
    String create = "create command takes a unique " + name + " name as an argument, and accepts " + name
        + " data via stdin or via a file";
    List<Flag> creation = new ArrayList<>(Payload.FLAGS);
    creation.addAll(kind.creationFlags());
    creation.add(LABEL);
    String inspect = "inspect command takes a single " + name + " ID or name";
    return Group.of(name, summary,
        Command.of("create", "Create a " + name, "<" + name + " name>", ArgumentRule.one(create, create), creation,
            this::create),
        Command.of("inspect", "Inspect a " + name, "<" + name + " ID or name>", ArgumentRule.one(inspect, inspect),
            List.of(Output.FORMAT), this::inspect),
        Command.of("ls", "List " + name + "s", "", ArgumentRule.none("ls command takes no arguments"),
            Output.LIST_FLAGS, this::list),
        Command.of("remove", "Remove " + name + "s", "<" + name + " ID or name>...",
            ArgumentRule.some("remove command takes a single " + name + " ID or name"), List.of(), this::remove)
            .alias("rm"));
  }

  private void create(Invocation in) {
    Annotations.Builder annotations = Annotations.newBuilder().setName(in.argument());
    for (String label : in.list(LABEL.name())) {
      String[] parts = label.split("=", 2);
      if (parts.length < 2) {
        throw new UsageException("malformed label: " + label);
      }
      annotations.putLabels(parts[0], parts[1]);
    }
    in.out().println(kind.create(in, annotations.build()));
  }

  private void list(Invocation in) {
    List<T> newestFirst = kind.find(in, "").stream()
        .sorted(Comparator.comparing((T object) -> kind.meta(object).getCreatedAt(), Timestamps.comparator())
            .reversed()).toList();
    Output.list(in, newestFirst, kind::id, () -> kind.table(in, newestFirst).print(in.out()));
  }

  private void inspect(Invocation in) {
    T object = find(in, in.argument());
    Output.one(in, object, () -> {
      Annotations annotations = kind.annotations(object);
      Columns details = Columns.properties().property("ID", kind.id(object)).property("Name", annotations.getName());
      if (annotations.getLabelsCount() > 0) {
        details.section("Labels");
        Pairs.sorted(annotations.getLabelsMap()).forEach((key, value) -> details.property("  " + key, value));
      }
      details.property("Created", Moments.exact(kind.meta(object).getCreatedAt())).print(in.out());
      kind.printPayload(in, object);
    });
  }

  private void remove(Invocation in) {
    for (String typed : in.arguments()) {
      String id = kind.id(find(in, typed));
      kind.remove(in, id);
      in.out().println(id);
    }
  }

  /** Of several that the text may mean, the one with that very id, else with that very name (control sheet, 17.9). */
  private T find(Invocation in, String typed) {
    List<T> found = typed.isEmpty() ? List.of() : kind.find(in, typed);
    if (found.isEmpty()) {
      throw new UsageException(kind.name() + " " + typed + " not found");
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    return found.stream().filter(object -> kind.id(object).equals(typed)).findFirst()
        .or(() -> found.stream().filter(object -> kind.annotations(object).getName().equals(typed)).findFirst())
        .orElseThrow(() -> new UsageException(
            kind.name() + " " + typed + " is ambiguous (" + found.size() + " matches found)"));
  }
}
