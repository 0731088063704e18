package io.swarmd.model.template;

import java.util.List;

/** What a command is made of. */
sealed interface Operand {

  /** Place in the source. */
  int at();

  record Literal(Value value, int at) implements Operand {}

  record Dot(int at) implements Operand {}

  /** {@code .A.B}: fields of the dot. */
  record Field(List<String> names, int at) implements Operand {}

  /** {@code $x.A}: a variable, or fields of it; the name of {@code $} is empty. */
  record Variable(String name, List<String> names, int at) implements Operand {}

  /** {@code (pipeline).A}. */
  record Nested(Node.Pipeline pipeline, List<String> names, int at) implements Operand {}

  record Function(String name, int at) implements Operand {}
}
