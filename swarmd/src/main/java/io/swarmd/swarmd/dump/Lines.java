package io.swarmd.swarmd.dump;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.swarmd.raftstore.LoggedEntry;
import io.swarmd.raftstore.state.StoredState;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.Table;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One line of JSON for each thing that is dumped.
 *
 * @param shown what is shown of an object
 */
record Lines(UnaryOperator<Message> shown) {

  private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

  static Lines of(boolean redacted) {
    return new Lines(redacted ? Redaction::of : UnaryOperator.identity());
  }

  String entry(LoggedEntry entry) {
    String head = "{\"index\":" + entry.index() + ",\"term\":" + entry.term() + ",\"kind\":"
        + text(entry.kind().name().toLowerCase(Locale.ROOT));
    return switch (entry.kind()) {
      case CHANGES -> head + ",\"transactions\":[" + entry.transactions().stream().map(this::transaction)
          .collect(Collectors.joining(",")) + "]}";
      case MEMBERS -> head + ",\"members\":[" + entry.members().stream().map(Lines::text)
          .collect(Collectors.joining(",")) + "]}";
      case SKIPPED, EARLIER, OTHER -> head + "}";
    };
  }

  private String transaction(ChangeSet transaction) {
    return "{\"version\":" + transaction.version() + ",\"changes\":[" + transaction.changes().stream()
        .map(this::change).collect(Collectors.joining(",")) + "]}";
  }

  private String change(Change<?> change) {
    String what = switch (change) {
      case Change.Created<?> created -> "created";
      case Change.Updated<?> updated -> "updated";
      case Change.Deleted<?> deleted -> "deleted";
    };
    return "{\"change\":" + text(what) + "," + fields(change.table(), change.object()) + "}";
  }

  String state(StoredState state) {
    return "{\"term\":" + state.position().term() + ",\"index\":" + state.position().index() + ",\"version\":"
        + state.position().version() + ",\"objects\":" + state.objects().size() + "}";
  }

  String object(Table<?> table, Message object) {
    return "{" + fields(table, object) + "}";
  }

  private String fields(Table<?> table, Message object) {
    try {
      return "\"type\":" + text(table.name()) + ",\"object\":" + PRINTER.print(shown.apply(object));
    } catch (InvalidProtocolBufferException unknownAny) {
      return "\"type\":" + text(table.name()) + ",\"unreadable\":" + text(String.valueOf(unknownAny.getMessage()));
    }
  }

  private static String text(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
