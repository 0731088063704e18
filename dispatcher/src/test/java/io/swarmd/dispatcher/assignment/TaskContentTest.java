package io.swarmd.dispatcher.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.swarmd.api.Task;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A field added to the task must be compared too, or nodes are not told of it. */
class TaskContentTest {

  private static final Set<String> OF_NO_CONCERN = Set.of("status", "meta");

  static Stream<FieldDescriptor> fields() {
    return Task.getDescriptor().getFields().stream();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void everyFieldCountsButStatusAndMeta(FieldDescriptor field) {
    Task.Builder changed = Task.newBuilder();
    set(changed, field);
    assertThat(TaskContent.same(Task.getDefaultInstance(), changed.build()))
        .isEqualTo(OF_NO_CONCERN.contains(field.getName()));
    assertThat(TaskContent.same(changed.build(), changed.clone().build())).isTrue();
  }

  private static void set(Message.Builder builder, FieldDescriptor field) {
    Object value = switch (field.getJavaType()) {
      case STRING -> "x";
      case LONG -> 7L;
      case ENUM -> field.getEnumType().getValues().getLast();
      case MESSAGE -> builder.newBuilderForField(field).build();
      default -> throw new AssertionError("no value known for " + field);
    };
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value);
    } else {
      builder.setField(field, value);
    }
  }
}
