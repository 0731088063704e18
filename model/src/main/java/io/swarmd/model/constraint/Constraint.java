package io.swarmd.model.constraint;

import io.swarmd.api.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One expression {@code key == value} or {@code key != value} (scheduling sheet, 2.6). A list of them asks for all.
 *
 * @param key as written, without the blanks around it
 * @param equal whether the operator is {@code ==}
 * @param value as written, without the blanks around it; never empty
 */
public record Constraint(String key, boolean equal, String value) {

  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9\\-_.]+");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9:\\-_\\t\\n\\f\\r .*()?+\\[\\]\\\\^$|/]+");

  /** @throws InvalidConstraintException at the first expression that cannot be read */
  public static List<Constraint> parseAll(List<String> expressions) {
    return expressions.stream().map(Constraint::parse).toList();
  }

  /** As {@link #parseAll}, but a list with an error in it asks for nothing, as in the original's loops. */
  public static List<Constraint> parseOrNone(List<String> expressions) {
    try {
      return parseAll(expressions);
    } catch (InvalidConstraintException unreadable) {
      return List.of();
    }
  }

  /** @throws InvalidConstraintException when the expression cannot be read */
  public static Constraint parse(String expression) {
    return split(expression, "==", true)
        .or(() -> split(expression, "!=", false))
        .orElseThrow(() -> new InvalidConstraintException("constraint expected one operator from ==, !="));
  }

  public static boolean allMatch(List<Constraint> constraints, Node node) {
    return constraints.stream().allMatch(constraint -> constraint.matches(node));
  }

  public boolean matches(Node node) {
    return asPredicate().test(node);
  }

  /** This constraint with its key looked up once, to be asked about many nodes. */
  public Predicate<Node> asPredicate() {
    return Subject.of(key).<Predicate<Node>>map(subject -> node -> subject.satisfies(this, node))
        .orElse(node -> false);
  }

  /** The expression again. */
  @Override
  public String toString() {
    return key + (equal ? "==" : "!=") + value;
  }

  private static Optional<Constraint> split(String expression, String operator, boolean equal) {
    int at = expression.indexOf(operator);
    if (at < 0) {
      return Optional.empty();
    }
    String key = expression.substring(0, at).strip();
    if (!KEY.matcher(key).matches()) {
      throw new InvalidConstraintException("key '" + key + "' is invalid");
    }
    String value = expression.substring(at + operator.length()).strip();
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidConstraintException("value '" + value + "' is invalid");
    }
    return Optional.of(new Constraint(key, equal, value));
  }
}
