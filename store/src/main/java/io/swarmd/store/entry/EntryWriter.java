package io.swarmd.store.entry;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import io.swarmd.store.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes the transactions of one entry. An entry is: the format, the version and the digest of the state it was built
 * on, the number of transactions, and for each its time and its writes. A created object is written whole, an updated
 * one as the fields that changed, a deleted one as its id. Versions and times of objects are not written: they follow
 * from the transaction. A value worth sharing ({@link Shape}) is written at its first use, and as its number after.
 */
public final class EntryWriter {

  /** The format written here; {@link EntryReader} refuses any other. */
  static final int FORMAT = 2;
  static final int CREATE = 1;
  static final int UPDATE = 2;
  static final int DELETE = 3;
  /** Stands before a value that has no number yet. */
  static final int NEW_VALUE = 0;
  /** What a change may take beyond its object's own size: kind, table, id, changed fields and numbers. */
  private static final int CHANGE_OVERHEAD_BYTES = 128;
  private static final int HEADER_BYTES = 64;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
  private final Map<Object, Integer> numbers = new HashMap<>();

  private EntryWriter() {}

  /** Encodes transactions that follow each other, the first on the state of this version and digest. */
  public static byte[] encode(long baseVersion, StateDigest base, List<ChangeSet> transactions) {
    EntryWriter writer = new EntryWriter();
    try {
      writer.write(baseVersion, base, transactions);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return writer.bytes.toByteArray();
  }

  /** An upper bound of what the changes of a transaction take, in bytes; cheap, as messages remember their sizes. */
  public static long sizeBound(List<Change<?>> changes) {
    long size = HEADER_BYTES;
    for (Change<?> change : changes) {
      size += CHANGE_OVERHEAD_BYTES + (change instanceof Change.Deleted ? 0 : change.object().getSerializedSize());
    }
    return size;
  }

  /** An upper bound of what a unit takes. */
  public static long sizeBound(Unit unit) {
    long size = HEADER_BYTES;
    for (Unit.Write write : unit.writes()) {
      size += CHANGE_OVERHEAD_BYTES + switch (write) {
        case Unit.Create<?> create -> create.object().getSerializedSize();
        case Unit.Update<?> update -> update.object().getSerializedSize();
        case Unit.Delete<?> delete -> 0;
        case Unit.Expect<?> expect -> 0;
        case Unit.Require require -> 0;
      };
    }
    return size;
  }

  private void write(long baseVersion, StateDigest base, List<ChangeSet> transactions) throws IOException {
    out.writeUInt32NoTag(FORMAT);
    out.writeUInt64NoTag(baseVersion);
    out.writeFixed64NoTag(base.high());
    out.writeFixed64NoTag(base.low());
    out.writeUInt32NoTag(transactions.size());
    for (ChangeSet transaction : transactions) {
      Timestamp time = time(transaction.changes());
      out.writeInt64NoTag(time.getSeconds());
      out.writeInt32NoTag(time.getNanos());
      out.writeUInt32NoTag(transaction.changes().size());
      for (Change<?> change : transaction.changes()) {
        writeChange(change);
      }
    }
    out.flush();
  }

  /** The time of a transaction stands in all it stamped; one that only deletes needs none. */
  private static Timestamp time(List<Change<?>> changes) {
    return changes.stream().filter(change -> !(change instanceof Change.Deleted)).findFirst()
        .map(EntryWriter::updatedAt).orElse(Timestamp.getDefaultInstance());
  }

  private static <T extends Message> Timestamp updatedAt(Change<T> change) {
    return change.table().meta(change.object()).getUpdatedAt();
  }

  private void writeChange(Change<?> change) throws IOException {
    switch (change) {
      case Change.Created<?> created -> {
        writeHead(CREATE, created.table());
        writeMessage(created.object(), field -> true);
      }
      case Change.Updated<?> updated -> {
        writeHead(UPDATE, updated.table());
        out.writeStringNoTag(updated.id());
        List<FieldDescriptor> changed = changedFields(updated.old(), updated.object());
        out.writeUInt32NoTag(changed.size());
        for (FieldDescriptor field : changed) {
          out.writeUInt32NoTag(field.getNumber());
        }
        writeMessage(updated.object(), changed::contains);
      }
      case Change.Deleted<?> deleted -> {
        writeHead(DELETE, deleted.table());
        out.writeStringNoTag(deleted.id());
      }
    }
  }

  private void writeHead(int kind, Table<?> table) throws IOException {
    out.writeUInt32NoTag(kind);
    out.writeUInt32NoTag(table.number());
  }

  private static List<FieldDescriptor> changedFields(Message old, Message now) {
    Optional<FieldDescriptor> meta = Shape.of(now).meta();
    return now.getDescriptorForType().getFields().stream()
        .filter(field -> meta.filter(field::equals).isEmpty() && !Shape.same(old, now, field)).toList();
  }

  /** Writes the wanted fields of a message: the plain ones as protobuf does, then those with shared parts. */
  private void writeMessage(Message message, Predicate<FieldDescriptor> wanted) throws IOException {
    Shape shape = Shape.of(message);
    Message.Builder plain = message.newBuilderForType().setUnknownFields(message.getUnknownFields());
    for (FieldDescriptor field : shape.plain()) {
      if (wanted.test(field) && Shape.isSet(message, field)) {
        plain.setField(field, message.getField(field));
      }
    }
    out.writeByteArrayNoTag(plain.buildPartial().toByteArray());
    List<Shape.Part> parts =
        shape.shared().stream().filter(part -> wanted.test(part.field()) && part.isIn(message)).toList();
    out.writeUInt32NoTag(parts.size());
    for (Shape.Part part : parts) {
      out.writeUInt32NoTag(part.field().getNumber());
      writePart(part, message.getField(part.field()));
    }
  }

  private void writePart(Shape.Part part, Object value) throws IOException {
    List<?> values = part.field().isRepeated() ? (List<?>) value : List.of(value);
    out.writeUInt32NoTag(values.size());
    for (Object element : values) {
      if (part.kind() == Shape.Kind.COMPOSED) {
        writeMessage((Message) element, field -> true);
      } else {
        writeShared(element);
      }
    }
  }

  private void writeShared(Object value) throws IOException {
    Integer number = numbers.putIfAbsent(value, numbers.size() + 1);
    if (number != null) {
      out.writeUInt32NoTag(number);
      return;
    }
    out.writeUInt32NoTag(NEW_VALUE);
    if (value instanceof Message message) {
      out.writeByteArrayNoTag(message.toByteArray());
    } else {
      out.writeStringNoTag((String) value);
    }
  }
}
