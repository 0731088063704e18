package io.swarmd.controlapi.service;

import io.swarmd.controlapi.call.Refusal;
import java.util.List;
import java.util.regex.Pattern;

/** The grammar of placement constraints: key, {@code ==} or {@code !=}, value (control sheet, 7.1 rule 5). Pure. */
final class ConstraintSyntax {

  private static final List<String> OPERATORS = List.of("==", "!=");
  private static final Pattern KEY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9\\-_.]+");
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9:\\-_\\s.*()?+\\[\\]\\\\^$|/]+");

  private ConstraintSyntax() {}

  static void check(List<String> constraints) {
    constraints.forEach(ConstraintSyntax::check);
  }

  private static void check(String constraint) {
    String operator = OPERATORS.stream().filter(constraint::contains).findFirst()
        .orElseThrow(() -> Refusal.invalidArgument("constraint expected one operator from ==, !="));
    int at = constraint.indexOf(operator);
    String key = constraint.substring(0, at).strip();
    String value = constraint.substring(at + operator.length()).strip();
    if (!KEY.matcher(key).matches()) {
      throw Refusal.invalidArgument("key '" + key + "' is invalid");
    }
    if (!VALUE.matcher(value).matches()) {
      throw Refusal.invalidArgument("value '" + value + "' is invalid");
    }
  }
}
