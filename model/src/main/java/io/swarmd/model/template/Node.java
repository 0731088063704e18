package io.swarmd.model.template;

import java.util.List;
import java.util.Optional;

/** A part of a parsed template. Offsets are places in the source. */
sealed interface Node {

  /** Text that is put out as it is. */
  record Text(String bytes) implements Node {}

  /** A pipeline whose value is put out, unless it goes to a variable. */
  record Output(Pipeline pipeline) implements Node {}

  /** {@code if}: the first branch whose condition is true, else the other part. */
  record If(List<Branch> branches, List<Node> otherwise) implements Node {}

  /** {@code with}: as {@code if}, and the condition's value is the dot of its branch. */
  record With(List<Branch> branches, List<Node> otherwise) implements Node {}

  /** {@code range}: the body for each entry, or the other part when there is none. */
  record Range(Pipeline over, List<Node> body, List<Node> otherwise) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /** {@code template}: what {@code define} gave a name. */
  record Call(String name, Optional<Pipeline> data, int at) implements Node {}

  /** One condition and what it leads to. */
  record Branch(Pipeline condition, List<Node> body) {}

  /**
   * Commands, each handing its value to the next.
   *
   * @param variables names that take the value; two in a range that counts
   * @param declares whether the variables are new
   */
  record Pipeline(List<String> variables, boolean declares, List<Command> commands, int at) {}

  /** A value, or a function and what it is given. */
  record Command(Operand first, List<Operand> arguments) {}
}
