package io.swarmd.store.entry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.swarmd.api.Meta;
import io.swarmd.api.Version;
import io.swarmd.store.Change;
import io.swarmd.store.ChangeSet;
import io.swarmd.store.StateDigest;
import io.swarmd.store.Table;
import io.swarmd.store.state.StateBuilder;
import io.swarmd.store.state.StoreState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link EntryWriter} wrote, onto the state it was built on. */
final class EntryReader {

  private final CodedInputStream in;
  private final Interner interner;
  private final List<Object> values = new ArrayList<>();
  private final StateBuilder state;

  private EntryReader(CodedInputStream in, Interner interner, StoreState base) {
    this.in = in;
    this.interner = interner;
    this.state = new StateBuilder(base);
  }

  /**
   * The transactions of an entry; none when it was built on another state than the given one.
   *
   * @throws EntryFormatException when the entry cannot be understood
   */
  static List<ChangeSet> read(byte[] entry, ReplicatedState base, Interner interner) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(entry);
      int format = in.readUInt32();
      if (format != EntryWriter.FORMAT) {
        throw new EntryFormatException("the log holds an entry of format " + format
            + ", and this program knows only format " + EntryWriter.FORMAT
            + ": the log was written by another version");
      }
      return builtOn(in, base)
          ? new EntryReader(in, interner, base.objects()).transactions(base.objects().version()) : List.of();
    } catch (IOException | IllegalArgumentException damaged) {
      throw new EntryFormatException("an entry of the log is damaged: " + damaged.getMessage(), damaged);
    }
  }

  /** The digest alone would do; the version is compared as well because it costs nothing. */
  private static boolean builtOn(CodedInputStream in, ReplicatedState base) throws IOException {
    long version = in.readUInt64();
    StateDigest parent = new StateDigest(in.readFixed64(), in.readFixed64());
    return version == base.objects().version() && parent.equals(base.digest());
  }

  private List<ChangeSet> transactions(long baseVersion) throws IOException {
    int count = in.readUInt32();
    List<ChangeSet> transactions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long version = baseVersion + i;
      Timestamp time = Timestamp.newBuilder().setSeconds(in.readInt64()).setNanos(in.readInt32()).build();
      Meta stamp = Meta.newBuilder().setVersion(Version.newBuilder().setIndex(version))
          .setCreatedAt(time).setUpdatedAt(time).build();
      int writes = in.readUInt32();
      List<Change<?>> changes = new ArrayList<>();
      for (int j = 0; j < writes; j++) {
        changes.add(change(stamp));
      }
      transactions.add(new ChangeSet(version + 1, List.copyOf(changes), state.build(version + 1)));
    }
    if (!in.isAtEnd()) {
      throw new EntryFormatException("an entry of the log is longer than what it says it holds");
    }
    return transactions;
  }

  private Change<?> change(Meta stamp) throws IOException {
    int kind = in.readUInt32();
    int number = in.readUInt32();
    Table<?> table = Table.numbered(number)
        .orElseThrow(() -> new EntryFormatException("the log holds an object of unknown kind " + number));
    return switch (kind) {
      case EntryWriter.CREATE -> created(table, stamp);
      case EntryWriter.UPDATE -> updated(table, stamp);
      case EntryWriter.DELETE -> deleted(table);
      default -> throw new EntryFormatException("the log holds a change of unknown kind " + kind);
    };
  }

  private <T extends Message> Change<T> created(Table<T> table, Meta stamp) throws IOException {
    T object = built(readInto(table.defaultInstance().newBuilderForType()), stamp);
    state.put(table, object);
    return new Change.Created<>(table, object);
  }

  private <T extends Message> Change<T> updated(Table<T> table, Meta stamp) throws IOException {
    T old = stored(table, in.readString());
    Message.Builder builder = old.toBuilder();
    int changed = in.readUInt32();
    for (int i = 0; i < changed; i++) {
      builder.clearField(field(builder, in.readUInt32()));
    }
    readInto(builder);
    T object = built(builder, stamp.toBuilder().setCreatedAt(table.meta(old).getCreatedAt()).build());
    state.put(table, object);
    return new Change.Updated<>(table, object, old);
  }

  private <T extends Message> Change<T> deleted(Table<T> table) throws IOException {
    T old = stored(table, in.readString());
    state.remove(table, table.id(old));
    return new Change.Deleted<>(table, old);
  }

  private <T extends Message> T stored(Table<T> table, String id) {
    return state.get(table, id).orElseThrow(
        () -> new EntryFormatException("an entry of the log changes " + table + " " + id + ", which does not exist"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> T built(Message.Builder builder, Meta meta) {
    Shape.of(builder.getDefaultInstanceForType()).meta().ifPresent(field -> builder.setField(field, meta));
    return (T) builder.build();
  }

  private Message.Builder readInto(Message.Builder builder) throws IOException {
    builder.setUnknownFields(UnknownFieldSet.getDefaultInstance());
    builder.mergeFrom(in.readByteArray());
    Shape shape = Shape.of(builder.getDefaultInstanceForType());
    int parts = in.readUInt32();
    for (int i = 0; i < parts; i++) {
      int number = in.readUInt32();
      readPart(builder, shape.part(number).orElseThrow(
          () -> new EntryFormatException("the log holds a shared field of unknown number " + number)));
    }
    return builder;
  }

  private void readPart(Message.Builder builder, Shape.Part part) throws IOException {
    int count = in.readUInt32();
    for (int i = 0; i < count; i++) {
      Object value = part.kind() == Shape.Kind.COMPOSED
          ? readInto(builder.newBuilderForField(part.field())).build() : shared(builder, part.field());
      if (part.field().isRepeated()) {
        builder.addRepeatedField(part.field(), value);
      } else {
        builder.setField(part.field(), value);
      }
    }
  }

  private Object shared(Message.Builder builder, FieldDescriptor field) throws IOException {
    int number = in.readUInt32();
    if (number != EntryWriter.NEW_VALUE) {
      if (number > values.size()) {
        throw new EntryFormatException("an entry of the log refers to value " + number + " of " + values.size());
      }
      return values.get(number - 1);
    }
    Object value = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? builder.newBuilderForField(field).mergeFrom(in.readByteArray()).build() : in.readString();
    Object first = interner.intern(value);
    values.add(first);
    return first;
  }

  private static FieldDescriptor field(Message.Builder builder, int number) {
    FieldDescriptor field = builder.getDescriptorForType().findFieldByNumber(number);
    if (field == null) {
      throw new EntryFormatException("the log holds a field of unknown number " + number);
    }
    return field;
  }
}
