package io.swarmd.model.template;

import io.swarmd.model.template.Value.Decimal;
import io.swarmd.model.template.Value.Nothing;
import io.swarmd.model.template.Value.Text;
import io.swarmd.model.template.Value.Truth;
import io.swarmd.model.template.Value.Whole;
import java.util.List;

/** Compares plain values of one type. */
final class Comparison {

  private static final String INCOMPATIBLE = "incompatible types for comparison";

  private Comparison() {}

  /** Whether the first is equal to any of the others. */
  static Truth equal(List<Value> arguments, Budget budget) {
    if (arguments.size() < 2) {
      throw new IllegalArgumentException("missing argument for comparison");
    }
    boolean any = false;
    for (Value other : arguments.subList(1, arguments.size())) {
      any = any || equal(arguments.getFirst(), other, budget);
    }
    return new Truth(any);
  }

  private static boolean equal(Value one, Value other, Budget budget) {
    if (one instanceof Nothing || other instanceof Nothing) {
      return one instanceof Nothing && other instanceof Nothing;
    }
    if (one instanceof Truth(boolean first) && other instanceof Truth(boolean second)) {
      return first == second;
    }
    return order(one, other, budget) == 0;
  }

  /** Below, at or above zero, as the first is less than, equal to or greater than the second. */
  static int order(String name, List<Value> arguments, Budget budget) {
    if (arguments.size() != 2) {
      throw new IllegalArgumentException(name + " takes two values, not " + arguments.size());
    }
    return order(arguments.getFirst(), arguments.getLast(), budget);
  }

  private static int order(Value one, Value other, Budget budget) {
    return switch (one) {
      case Text(String first) when other instanceof Text(String second) -> {
        budget.spend(Math.min(first.length(), second.length()));
        yield first.compareTo(second);
      }
      case Whole(long first) when other instanceof Whole(long second) -> Long.compare(first, second);
      case Decimal(double first) when other instanceof Decimal(double second) -> Double.compare(first, second);
      default -> throw new IllegalArgumentException(one.type().equals(other.type())
          ? "values of type " + one.type() + " can't be compared" : INCOMPATIBLE);
    };
  }
}
