package io.swarmd.store.entry;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.swarmd.api.Annotations;
import io.swarmd.api.Driver;
import io.swarmd.api.Endpoint;
import io.swarmd.api.Network;
import io.swarmd.api.NetworkAttachment;
import io.swarmd.api.Task;
import io.swarmd.api.TaskSpec;
import io.swarmd.api.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which fields of a message are worth sharing. Chosen by kind: what many tasks have in common is shared, what every
 * object has for itself is plain, and some messages are composed of both.
 *
 * @param shared the fields that are not plain, in the order of their numbers
 * @param plain the others
 * @param meta an object's version and times, which are neither: its transaction implies them
 */
record Shape(List<Part> shared, List<FieldDescriptor> plain, Optional<FieldDescriptor> meta) {

  enum Kind {
    /** The value is the same in many objects. */
    SHARED,
    /** The value is an object's own, but has shared parts. */
    COMPOSED
  }

  /** A field that is not plain. */
  record Part(FieldDescriptor field, Kind kind) {

    boolean isIn(Message message) {
      return isSet(message, field);
    }
  }

  private static final Set<Descriptor> SHARED_TYPES = Set.of(TaskSpec.getDescriptor(), Annotations.getDescriptor(),
      Network.getDescriptor(), Endpoint.getDescriptor(), Driver.getDescriptor());
  private static final Set<Descriptor> COMPOSED_TYPES =
      Set.of(NetworkAttachment.getDescriptor(), TaskStatus.getDescriptor());
  private static final Set<FieldDescriptor> SHARED_TEXTS = Set.of(
      Task.getDescriptor().findFieldByName("service_id"),
      Task.getDescriptor().findFieldByName("node_id"),
      TaskStatus.getDescriptor().findFieldByName("message"),
      TaskStatus.getDescriptor().findFieldByName("err"),
      TaskStatus.getDescriptor().findFieldByName("applied_by"));
  private static final String META = "meta";

  private static final Map<Descriptor, Shape> SHAPES = new ConcurrentHashMap<>();

  static Shape of(Message message) {
    return SHAPES.computeIfAbsent(message.getDescriptorForType(), Shape::make);
  }

  private static Shape make(Descriptor type) {
    Map<FieldDescriptor, Kind> kinds = new LinkedHashMap<>();
    List<FieldDescriptor> plain = new ArrayList<>();
    for (FieldDescriptor field : type.getFields()) {
      Optional<Kind> kind = kind(field);
      if (kind.isPresent()) {
        kinds.put(field, kind.get());
      } else if (!field.getName().equals(META)) {
        plain.add(field);
      }
    }
    return new Shape(kinds.entrySet().stream().map(entry -> new Part(entry.getKey(), entry.getValue())).toList(),
        List.copyOf(plain), Optional.ofNullable(type.findFieldByName(META)));
  }

  private static Optional<Kind> kind(FieldDescriptor field) {
    if (field.isMapField()) {
      return Optional.empty();
    }
    if (SHARED_TEXTS.contains(field)) {
      return Optional.of(Kind.SHARED);
    }
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return Optional.empty();
    }
    return SHARED_TYPES.contains(field.getMessageType()) ? Optional.of(Kind.SHARED)
        : COMPOSED_TYPES.contains(field.getMessageType()) ? Optional.of(Kind.COMPOSED) : Optional.empty();
  }

  /** The part with the field number, if it is one of the shared. */
  Optional<Part> part(int number) {
    return shared.stream().filter(part -> part.field().getNumber() == number).findFirst();
  }

  static boolean isSet(Message message, FieldDescriptor field) {
    return field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
  }

  /** Whether a field is set alike in both. */
  static boolean same(Message one, Message other, FieldDescriptor field) {
    boolean set = isSet(one, field);
    return set == isSet(other, field) && (!set || one.getField(field).equals(other.getField(field)));
  }
}
