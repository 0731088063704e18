package io.swarmd.swarmctl.logs;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogStream;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Moments;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Shows lines: for people what tasks wrote to standard error on standard error, the rest on standard output, each with
 * its task before it (control sheet, 18.2); for programs one JSON object a line on standard output.
 */
final class LinePrinter {

  private static final String ARROW = "\u276f ";

  private final Invocation in;
  private final TaskNames names;
  private final JsonFormat.Printer json = JsonFormat.printer().omittingInsignificantWhitespace();

  LinePrinter(Invocation in, TaskNames names) {
    this.in = in;
    this.names = names;
  }

  void print(LogMessage line) {
    if (in.json()) {
      in.out().println(json(line));
    } else {
      PrintStream out = line.getStream() == LogStream.LOG_STREAM_STDERR ? in.err() : in.out();
      out.writeBytes(prefix(line).getBytes(StandardCharsets.UTF_8));
      out.writeBytes(line.getData().toByteArray());
    }
  }

  private String prefix(LogMessage line) {
    StringBuilder prefix = new StringBuilder();
    if (in.on(ReadingOptions.TIMESTAMPS.name())) {
      prefix.append(Moments.exact(line.getTimestamp())).append(' ');
    }
    if (!in.on(ReadingOptions.RAW.name())) {
      prefix.append(names.source(line.getContext())).append(ARROW);
    }
    if (in.on(ReadingOptions.DETAILS.name()) && line.getAttrsCount() > 0) {
      prefix.append(line.getAttrsList().stream().map(attribute -> attribute.getKey() + "=" + attribute.getValue())
          .sorted().collect(Collectors.joining(","))).append(' ');
    }
    return prefix.toString();
  }

  private String json(LogMessage line) {
    Struct.Builder object = Struct.newBuilder();
    if (line.hasTimestamp()) {
      put(object, "timestamp", Moments.exact(line.getTimestamp()));
    }
    put(object, "stream", line.getStream() == LogStream.LOG_STREAM_STDERR ? "stderr" : "stdout");
    names.slot(line.getContext().getTaskId()).ifPresent(slot -> put(object, "task", slot));
    put(object, "node", names.node(line.getContext().getNodeId()));
    put(object, "taskId", line.getContext().getTaskId());
    put(object, "serviceId", line.getContext().getServiceId());
    put(object, "nodeId", line.getContext().getNodeId());
    put(object, "data", line.getData().toStringUtf8());
    if (line.getAttrsCount() > 0) {
      Struct.Builder attributes = Struct.newBuilder();
      line.getAttrsList().forEach(attribute -> put(attributes, attribute.getKey(), attribute.getValue()));
      object.putFields("details", Value.newBuilder().setStructValue(attributes).build());
    }
    try {
      return json.print(object);
    } catch (InvalidProtocolBufferException impossible) {
      throw new CommandException("cannot show this as JSON: " + impossible.getMessage());
    }
  }

  private static void put(Struct.Builder object, String name, String value) {
    object.putFields(name, Value.newBuilder().setStringValue(value).build());
  }

  /** Lets out what was printed; false when nobody reads it any more. */
  boolean flush() {
    in.err().flush();
    return !in.out().checkError();
  }
}
