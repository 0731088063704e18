package io.swarmd.model.template;

/**
 * A piece of a template.
 *
 * @param text as written, without the dot of a field and the quotes of a literal
 * @param at offset in the source
 * @param spaced whether white space came before it, which parts operands
 */
record Token(Kind kind, String text, int at, boolean spaced) {

  /** What a piece is. */
  enum Kind {
    /** What lies between actions. */
    TEXT,
    OPEN, CLOSE, END_OF_TEMPLATE,
    WORD, FIELD, VARIABLE, DOT,
    /** In double quotes. */
    QUOTED,
    /** In back quotes. */
    RAW,
    CHARACTER, NUMBER,
    PIPE, DECLARE, ASSIGN, COMMA, LEFT, RIGHT
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** How a message names it. */
  String shown() {
    return switch (kind) {
      case END_OF_TEMPLATE -> "the end of the template";
      case CLOSE -> "the end of the action";
      case FIELD -> "\"." + Source.shown(text) + "\"";
      default -> "\"" + Source.shown(text) + "\"";
    };
  }
}
