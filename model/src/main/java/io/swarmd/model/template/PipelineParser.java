package io.swarmd.model.template;

import io.swarmd.model.template.Node.Command;
import io.swarmd.model.template.Node.Pipeline;
import io.swarmd.model.template.Token.Kind;
import io.swarmd.model.template.Value.Truth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads pipelines, and knows which variables they may name. */
final class PipelineParser {

  private static final int VARIABLES_MAX = 200;
  private static final Set<Kind> AFTER_OPERAND = EnumSet.of(
      Kind.CLOSE, Kind.PIPE, Kind.RIGHT, Kind.DECLARE, Kind.ASSIGN, Kind.COMMA, Kind.END_OF_TEMPLATE);

  private final Source source;
  private final Tokens tokens;
  private final Set<String> functions;
  private List<String> variables = new ArrayList<>(List.of(""));
  private int depth;

  PipelineParser(Source source, Tokens tokens, Set<String> functions) {
    this.source = source;
    this.tokens = tokens;
    this.functions = functions;
  }

  /** How many variables are known. */
  int variables() {
    return variables.size();
  }

  /** Forgets all but so many. */
  void forget(int known) {
    variables.subList(known, variables.size()).clear();
  }

  List<String> hideVariables() {
    List<String> hidden = variables;
    variables = new ArrayList<>(List.of(""));
    return hidden;
  }

  void restoreVariables(List<String> hidden) {
    variables = hidden;
  }

  /** @param ofRange whether two variables may stand at its beginning */
  Pipeline pipeline(boolean ofRange) {
    int at = tokens.peek().at();
    List<String> taking = new ArrayList<>();
    if (ofRange && tokens.peek().is(Kind.VARIABLE) && tokens.second().is(Kind.COMMA)) {
      taking.add(tokens.next().text());
      tokens.next();
      taking.add(tokens.expect(Kind.VARIABLE).text());
    } else if (tokens.peek().is(Kind.VARIABLE) && isTaking(tokens.second())) {
      taking.add(tokens.next().text());
    }
    boolean declares = !taking.isEmpty() && declares(taking);
    List<Command> commands = commands();
    if (declares) {
      variables.addAll(taking);
      if (variables.size() > VARIABLES_MAX) {
        throw source.fault(at, "more than " + VARIABLES_MAX + " variables are in sight");
      }
    }
    return new Pipeline(List.copyOf(taking), declares, commands, at);
  }

  private static boolean isTaking(Token token) {
    return token.is(Kind.DECLARE) || token.is(Kind.ASSIGN);
  }

  private boolean declares(List<String> taking) {
    Token sign = tokens.next();
    if (!isTaking(sign)) {
      throw source.fault(sign.at(), "unexpected " + sign.shown());
    }
    if (sign.is(Kind.ASSIGN)) {
      taking.forEach(name -> requireKnown(name, sign));
    }
    return sign.is(Kind.DECLARE);
  }

  private void requireKnown(String name, Token at) {
    if (!variables.contains(name)) {
      throw source.fault(at.at(), "undefined variable \"$" + Source.shown(name) + "\"");
    }
  }

  private List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    commands.add(command());
    while (tokens.peek().is(Kind.PIPE)) {
      tokens.next();
      Token first = tokens.peek();
      commands.add(command());
      if (!(commands.getLast().first() instanceof Operand.Function)) {
        throw source.fault(first.at(), first.shown() + " takes no value from the pipeline: it is no function");
      }
    }
    return List.copyOf(commands);
  }

  private Command command() {
    Token begin = tokens.peek();
    List<Operand> operands = new ArrayList<>();
    while (!AFTER_OPERAND.contains(tokens.peek().kind())) {
      Token token = tokens.peek();
      if (!operands.isEmpty() && !token.spaced()) {
        throw source.fault(token.at(), "unexpected " + token.shown() + " without a space before it");
      }
      operands.add(operand());
    }
    if (operands.isEmpty()) {
      throw source.fault(begin.at(), "a value is missing before " + begin.shown());
    }
    Operand first = operands.getFirst();
    if (operands.size() > 1 && !(first instanceof Operand.Function)) {
      throw source.fault(begin.at(), begin.shown() + " takes no arguments: it is no function");
    }
    if (first instanceof Operand.Literal(Value.Nothing nothing, int at)) {
      throw source.fault(at, "nil is not a command");
    }
    return new Command(first, List.copyOf(operands.subList(1, operands.size())));
  }

  private Operand operand() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case DOT -> new Operand.Dot(token.at());
      case FIELD -> new Operand.Field(fields(token.text()), token.at());
      case VARIABLE -> {
        requireKnown(token.text(), token);
        yield new Operand.Variable(token.text(), fields(), token.at());
      }
      case LEFT -> nested(token);
      case WORD -> word(token);
      case QUOTED, RAW, CHARACTER, NUMBER -> new Operand.Literal(literal(token), token.at());
      default -> throw source.fault(token.at(), "unexpected " + token.shown());
    };
  }

  private Operand nested(Token left) {
    if (++depth > Parser.DEPTH_MAX) {
      throw source.fault(left.at(), "brackets enclose one another more than " + Parser.DEPTH_MAX + " deep");
    }
    Pipeline pipeline = pipeline(false);
    tokens.expect(Kind.RIGHT);
    depth--;
    return new Operand.Nested(pipeline, fields(), left.at());
  }

  private Operand word(Token word) {
    return switch (word.text()) {
      case "true", "false" -> new Operand.Literal(new Truth(word.text().equals("true")), word.at());
      case "nil" -> new Operand.Literal(Value.NOTHING, word.at());
      default -> {
        if (!functions.contains(word.text())) {
          throw source.fault(word.at(), "function " + word.shown() + " not defined");
        }
        yield new Operand.Function(word.text(), word.at());
      }
    };
  }

  private Value literal(Token token) {
    try {
      return Literals.of(token);
    } catch (IllegalArgumentException unreadable) {
      throw source.fault(token.at(), unreadable.getMessage());
    }
  }

  /** The fields that follow without a space. */
  private List<String> fields(String... before) {
    List<String> names = new ArrayList<>(List.of(before));
    while (tokens.peek().is(Kind.FIELD) && !tokens.peek().spaced()) {
      names.add(tokens.next().text());
    }
    return List.copyOf(names);
  }
}
