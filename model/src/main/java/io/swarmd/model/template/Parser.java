package io.swarmd.model.template;

import io.swarmd.model.template.Node.Branch;
import io.swarmd.model.template.Node.Pipeline;
import io.swarmd.model.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the tree of a template: text, actions and what they enclose. */
final class Parser {

  /** How deep actions and brackets may enclose one another. */
  static final int DEPTH_MAX = 100;

  private static final Set<String> KEYWORDS =
      Set.of("if", "with", "range", "break", "continue", "define", "template", "block");

  private final Source source;
  private final Tokens tokens;
  private final PipelineParser pipelines;
  private final Map<String, List<Node>> definitions = new HashMap<>();
  private int depth;
  private int loops;

  private Parser(Source source, Set<String> functions) {
    this.source = source;
    this.tokens = new Tokens(source);
    this.pipelines = new PipelineParser(source, tokens, functions);
  }

  /** What a template consists of; the definitions by name. */
  record Parsed(List<Node> nodes, Map<String, List<Node>> definitions) {}

  /** @throws TemplateFault naming the place, for a text that is no template */
  static Parsed parse(Source source, Set<String> functions) {
    Parser parser = new Parser(source, functions);
    List<Node> nodes = parser.body();
    Token end = parser.tokens.next();
    if (!end.is(Kind.END_OF_TEMPLATE)) {
      throw source.fault(end.at(), "unexpected {{" + parser.tokens.next().text() + "}}");
    }
    return new Parsed(nodes, parser.definitions);
  }

  /** Everything up to an {@code end}, an {@code else} or the end of the template. */
  private List<Node> body() {
    int known = pipelines.variables();
    List<Node> nodes = new ArrayList<>();
    while (!tokens.peek().is(Kind.END_OF_TEMPLATE) && !tokens.second().isWord("end")
        && !tokens.second().isWord("else")) {
      Token token = tokens.next();
      if (token.is(Kind.TEXT)) {
        nodes.add(new Node.Text(token.text()));
      } else {
        action(token).ifPresent(nodes::add);
      }
    }
    pipelines.forget(known);
    return List.copyOf(nodes);
  }

  private Optional<Node> action(Token open) {
    Token word = tokens.peek();
    if (word.is(Kind.WORD) && KEYWORDS.contains(word.text())) {
      tokens.next();
      return keyword(word, open);
    }
    Node output = new Node.Output(pipelines.pipeline(false));
    tokens.expect(Kind.CLOSE);
    return Optional.of(output);
  }

  private Optional<Node> keyword(Token word, Token open) {
    if (++depth > DEPTH_MAX) {
      throw source.fault(open.at(), "actions enclose one another more than " + DEPTH_MAX + " deep");
    }
    Optional<Node> made = switch (word.text()) {
      case "if", "with" -> Optional.of(branching(word.text(), open));
      case "range" -> Optional.of(range(open));
      case "break" -> Optional.of(ofLoop(new Node.Break(), word));
      case "continue" -> Optional.of(ofLoop(new Node.Continue(), word));
      case "template" -> Optional.of(call(word));
      case "block" -> Optional.of(block(word, open));
      default -> {
        define(word, open);
        yield Optional.empty();
      }
    };
    depth--;
    return made;
  }

  private Node branching(String word, Token open) {
    int known = pipelines.variables();
    List<Branch> branches = new ArrayList<>();
    branches.add(branch());
    List<Node> otherwise = List.of();
    while (tokens.second().isWord("else")) {
      tokens.next();
      tokens.next();
      if (tokens.peek().isWord(word)) {
        tokens.next();
        branches.add(branch());
      } else {
        tokens.expect(Kind.CLOSE);
        otherwise = body();
        break;
      }
    }
    end(open, word);
    pipelines.forget(known);
    return word.equals("if") ? new Node.If(branches, otherwise) : new Node.With(branches, otherwise);
  }

  private Branch branch() {
    Pipeline condition = pipelines.pipeline(false);
    tokens.expect(Kind.CLOSE);
    return new Branch(condition, body());
  }

  private Node range(Token open) {
    int known = pipelines.variables();
    Pipeline over = pipelines.pipeline(true);
    tokens.expect(Kind.CLOSE);
    loops++;
    List<Node> body = body();
    loops--;
    List<Node> otherwise = List.of();
    if (tokens.second().isWord("else")) {
      tokens.next();
      tokens.next();
      tokens.expect(Kind.CLOSE);
      otherwise = body();
    }
    end(open, "range");
    pipelines.forget(known);
    return new Node.Range(over, body, otherwise);
  }

  private void end(Token open, String word) {
    if (!tokens.second().isWord("end")) {
      throw source.fault(open.at(), "the {{" + word + "}} has no {{end}}");
    }
    tokens.next();
    tokens.next();
    tokens.expect(Kind.CLOSE);
  }

  private Node ofLoop(Node node, Token word) {
    if (loops == 0) {
      throw source.fault(word.at(), "{{" + word.text() + "}} outside of a {{range}}");
    }
    tokens.expect(Kind.CLOSE);
    return node;
  }

  private Node call(Token word) {
    String name = name();
    Optional<Pipeline> data =
        tokens.peek().is(Kind.CLOSE) ? Optional.empty() : Optional.of(pipelines.pipeline(false));
    tokens.expect(Kind.CLOSE);
    return new Node.Call(name, data, word.at());
  }

  private Node block(Token word, Token open) {
    String name = name();
    Pipeline data = pipelines.pipeline(false);
    tokens.expect(Kind.CLOSE);
    definitions.putIfAbsent(name, apart());
    end(open, "block");
    return new Node.Call(name, Optional.of(data), word.at());
  }

  private void define(Token word, Token open) {
    if (depth > 1) {
      throw source.fault(word.at(), "{{define}} inside of another action");
    }
    String name = name();
    tokens.expect(Kind.CLOSE);
    definitions.put(name, apart());
    end(open, "define");
  }

  /** A body that sees none of the variables around it, and no loop. */
  private List<Node> apart() {
    int outerLoops = loops;
    loops = 0;
    List<String> outer = pipelines.hideVariables();
    List<Node> body = body();
    pipelines.restoreVariables(outer);
    loops = outerLoops;
    return body;
  }

  private String name() {
    Token name = tokens.next();
    if (!name.is(Kind.QUOTED) && !name.is(Kind.RAW)) {
      throw source.fault(name.at(), "a name in quotes is missing before " + name.shown());
    }
    return name.text();
  }
}
