package io.swarmd.model.template;

import io.swarmd.model.template.Token.Kind;
import java.util.List;

/** The tokens of a template, read one after another. The last one is given for ever. */
final class Tokens {

  private final Source source;
  private final List<Token> all;
  private int position;

  Tokens(Source source) {
    this.source = source;
    this.all = Lexer.tokens(source);
  }

  Token peek() {
    return ahead(0);
  }

  /** The token after the next one. */
  Token second() {
    return ahead(1);
  }

  Token ahead(int distance) {
    return all.get(Math.min(position + distance, all.size() - 1));
  }

  Token next() {
    Token token = peek();
    position++;
    return token;
  }

  Token expect(Kind kind) {
    Token token = next();
    if (!token.is(kind)) {
      throw source.fault(token.at(), "unexpected " + token.shown());
    }
    return token;
  }
}
