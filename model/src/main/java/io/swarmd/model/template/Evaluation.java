package io.swarmd.model.template;

import io.swarmd.model.template.Node.Command;
import io.swarmd.model.template.Node.Pipeline;
import io.swarmd.model.template.Value.Fields;
import io.swarmd.model.template.Value.Mapping;
import io.swarmd.model.template.Value.Nothing;
import io.swarmd.model.template.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One expansion of a template. */
final class Evaluation {

  /** Functions that look at their arguments one by one, and at no more than they need. */
  static final Set<String> CHOOSING = Set.of("and", "or");

  /** How a list of nodes ended. */
  private enum Flow { ON, BREAK, CONTINUE }

  private final Source source;
  private final Map<String, List<Node>> definitions;
  private final Map<String, Function> functions;
  private final Budget budget = new Budget();
  private final StringBuilder output = new StringBuilder();
  private final Value data;
  private Variables variables;

  Evaluation(Source source, Map<String, List<Node>> definitions, Map<String, Function> functions, Value data) {
    this.source = source;
    this.definitions = definitions;
    this.functions = functions;
    this.data = data;
    this.variables = new Variables(data);
  }

  String output(List<Node> nodes) {
    walk(nodes, data);
    return output.toString();
  }

  private Flow walk(List<Node> nodes, Value dot) {
    int known = variables.size();
    Flow flow = Flow.ON;
    for (int next = 0; next < nodes.size() && flow == Flow.ON; next++) {
      flow = walk(nodes.get(next), dot);
    }
    variables.forget(known);
    return flow;
  }

  private Flow walk(Node node, Value dot) {
    return switch (node) {
      case Node.Text(String bytes) -> put(bytes, 0);
      case Node.Output(Pipeline pipeline) -> {
        Value value = value(pipeline, dot);
        yield pipeline.variables().isEmpty() ? put(printed(value, pipeline.at()), pipeline.at()) : Flow.ON;
      }
      case Node.If(List<Node.Branch> branches, List<Node> otherwise) -> branch(branches, otherwise, dot, false);
      case Node.With(List<Node.Branch> branches, List<Node> otherwise) -> branch(branches, otherwise, dot, true);
      case Node.Range range -> range(range, dot);
      case Node.Break ignored -> Flow.BREAK;
      case Node.Continue ignored -> Flow.CONTINUE;
      case Node.Call call -> call(call, dot);
    };
  }

  private Flow put(String bytes, int at) {
    guarded(at, () -> {
      budget.spend(1 + bytes.length());
      budget.checkOutput(output.length() + bytes.length());
      return output.append(bytes);
    });
    return Flow.ON;
  }

  private String printed(Value value, int at) {
    return value instanceof Nothing ? "<no value>" : guarded(at, () -> Printing.plain(value, budget));
  }

  private Flow branch(List<Node.Branch> branches, List<Node> otherwise, Value dot, boolean with) {
    int known = variables.size();
    for (Node.Branch branch : branches) {
      Value condition = value(branch.condition(), dot);
      if (condition.isTrue()) {
        return leaving(known, walk(branch.body(), with ? condition : dot));
      }
    }
    return leaving(known, walk(otherwise, dot));
  }

  private Flow leaving(int known, Flow flow) {
    variables.forget(known);
    return flow;
  }

  private Flow range(Node.Range range, Value dot) {
    int known = variables.size();
    Pipeline over = range.over();
    Value entries = first(over, dot);
    if (!(entries instanceof Mapping || entries instanceof Nothing)) {
      throw source.fault(over.at(), "range can't iterate over a value of type " + entries.type());
    }
    if (!(entries instanceof Mapping mapping) || mapping.entries().isEmpty()) {
      return leaving(known, walk(range.otherwise(), dot));
    }
    Flow flow = Flow.ON;
    if (over.declares()) {
      over.variables().forEach(name -> variables.declare(name, Value.NOTHING));
    }
    for (Map.Entry<String, Text> entry : mapping.entries().entrySet()) {
      step(over.at());
      if (over.variables().size() == 2) {
        variables.set(over.variables().getFirst(), new Text(entry.getKey()));
      }
      if (!over.variables().isEmpty()) {
        variables.set(over.variables().getLast(), entry.getValue());
      }
      flow = walk(range.body(), entry.getValue());
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return leaving(known, Flow.ON);
  }

  private Flow call(Node.Call call, Value dot) {
    List<Node> body = definitions.get(call.name());
    if (body == null) {
      throw source.fault(call.at(), "template \"" + Source.shown(call.name()) + "\" not defined");
    }
    Value given = call.data().map(pipeline -> value(pipeline, dot)).orElse(Value.NOTHING);
    guarded(call.at(), () -> {
      budget.enter();
      return given;
    });
    Variables outer = variables;
    variables = new Variables(given);
    walk(body, given);
    variables = outer;
    budget.leave();
    return Flow.ON;
  }

  /** The value of a pipeline, which its variable takes. */
  private Value value(Pipeline pipeline, Value dot) {
    Value value = first(pipeline, dot);
    for (String name : pipeline.variables()) {
      if (pipeline.declares()) {
        variables.declare(name, value);
      } else {
        variables.set(name, value);
      }
    }
    return value;
  }

  private Value first(Pipeline pipeline, Value dot) {
    Optional<Value> last = Optional.empty();
    for (Command command : pipeline.commands()) {
      last = Optional.of(value(command, last, dot));
    }
    return last.orElse(Value.NOTHING);
  }

  private Value value(Command command, Optional<Value> last, Value dot) {
    if (!(command.first() instanceof Operand.Function(String name, int at))) {
      return value(command.first(), dot);
    }
    if (CHOOSING.contains(name)) {
      return choice(name, at, command.arguments(), last, dot);
    }
    List<Value> arguments = new ArrayList<>();
    command.arguments().forEach(argument -> arguments.add(value(argument, dot)));
    last.ifPresent(arguments::add);
    return called(name, at, arguments);
  }

  private Value called(String name, int at, List<Value> arguments) {
    step(at);
    return guarded(at, () -> functions.get(name).call(arguments, budget));
  }

  /** {@code and} ends at what is false, {@code or} at what is true. */
  private Value choice(String name, int at, List<Operand> operands, Optional<Value> last, Value dot) {
    step(at);
    if (operands.isEmpty() && last.isEmpty()) {
      throw source.fault(at, name + " takes at least one value");
    }
    Value chosen = Value.NOTHING;
    for (Operand operand : operands) {
      chosen = value(operand, dot);
      if (chosen.isTrue() == name.equals("or")) {
        return chosen;
      }
    }
    return last.orElse(chosen);
  }

  private Value value(Operand operand, Value dot) {
    step(operand.at());
    return switch (operand) {
      case Operand.Literal(Value value, int at) -> value;
      case Operand.Dot ignored -> dot;
      case Operand.Field(List<String> names, int at) -> field(dot, names, at);
      case Operand.Variable(String name, List<String> names, int at) -> field(variables.get(name), names, at);
      case Operand.Nested(Pipeline pipeline, List<String> names, int at) -> field(value(pipeline, dot), names, at);
      case Operand.Function(String name, int at) -> CHOOSING.contains(name)
          ? choice(name, at, List.of(), Optional.empty(), dot)
          : called(name, at, List.of());
    };
  }

  private Value field(Value from, List<String> names, int at) {
    Value value = from;
    for (String name : names) {
      value = field(value, name, at);
    }
    return value;
  }

  private Value field(Value from, String name, int at) {
    return switch (from) {
      case Fields(var fields) when fields.containsKey(name) -> fields.get(name);
      case Fields(var fields) -> throw source.fault(at, "can't evaluate field " + Source.shown(name)
          + ": there are only " + String.join(", ", fields.keySet()));
      case Mapping(var entries) when entries.containsKey(name) -> entries.get(name);
      case Mapping ignored -> throw source.fault(at, "map has no entry for key \"" + Source.shown(name) + "\"");
      default -> throw source.fault(
          at, "can't evaluate field " + Source.shown(name) + " in a value of type " + from.type());
    };
  }

  private void step(int at) {
    guarded(at, () -> {
      budget.spend(1);
      return Value.NOTHING;
    });
  }

  /** Work whose failure is told with its place. */
  private <T> T guarded(int at, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException failure) {
      throw source.fault(at, failure.getMessage());
    }
  }
}
