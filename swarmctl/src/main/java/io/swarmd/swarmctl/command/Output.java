package io.swarmd.swarmctl.command;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What lists and details have in common: as ids, as JSON, or for people. */
public final class Output {

  public static final Flag FORMAT = Flag.text("--format", "table", "how to show it: table or json");
  public static final Flag QUIET = Flag.toggle("--quiet", "-q", "show ids only");
  public static final List<Flag> LIST_FLAGS = List.of(QUIET, FORMAT);

  private Output() {}

  /** Shows a list as asked for; {@code table} shows it for people. */
  public static <T extends Message> void list(
      Invocation in, List<T> objects, Function<T, String> id, Runnable table) {
    list(in, objects, id, Output::json, table);
  }

  /** As above, with {@code json} for what programs are shown of an object. */
  public static <T extends Message> void list(
      Invocation in, List<T> objects, Function<T, String> id, Function<T, String> json, Runnable table) {
    if (in.on(QUIET.name())) {
      objects.forEach(object -> in.out().println(id.apply(object)));
    } else if (in.json()) {
      in.out().println(objects.stream().map(json).collect(Collectors.joining(",\n", "[", "]")));
    } else {
      table.run();
    }
  }

  /** Shows one object as asked for; {@code text} shows it for people. */
  public static void one(Invocation in, Message object, Runnable text) {
    one(in, () -> json(object), text);
  }

  /** As above, with {@code json} for what programs are shown. */
  public static void one(Invocation in, Supplier<String> json, Runnable text) {
    if (in.json()) {
      in.out().println(json.get());
    } else {
      text.run();
    }
  }

  /** An object with another one in it, under a name that it does not have itself. */
  public static String json(Message object, String name, Message part) {
    return json(object, name, json(part));
  }

  /** As above, with JSON text in it. */
  public static String json(Message object, String name, String part) {
    String whole = json(object);
    String fields = whole.substring(0, whole.lastIndexOf('}')).stripTrailing();
    // Line breaks stand between fields only: within texts they are escaped.
    return fields + (fields.equals("{") ? "" : ",") + "\n  \"" + name + "\": "
        + part.replace("\n", "\n  ") + "\n}";
  }

  public static String json(Message object) {
    try {
      return JsonFormat.printer().print(object);
    } catch (InvalidProtocolBufferException unknownAny) {
      throw new CommandException("cannot show this as JSON: " + unknownAny.getMessage());
    }
  }
}
