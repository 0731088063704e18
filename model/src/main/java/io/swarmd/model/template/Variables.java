package io.swarmd.model.template;

import java.util.ArrayList;
import java.util.List;

/** The variables in sight, the innermost last; {@code $} is the first. */
final class Variables {

  /** One of them, as long as its block lasts. */
  private static final class Variable {

    private final String name;
    private Value value;

    Variable(String name, Value value) {
      this.name = name;
      this.value = value;
    }
  }

  private final List<Variable> known = new ArrayList<>();

  Variables(Value root) {
    declare("", root);
  }

  int size() {
    return known.size();
  }

  void forget(int size) {
    known.subList(size, known.size()).clear();
  }

  void declare(String name, Value value) {
    known.add(new Variable(name, value));
  }

  void set(String name, Value value) {
    find(name).value = value;
  }

  Value get(String name) {
    return find(name).value;
  }

  private Variable find(String name) {
    for (int next = known.size() - 1; next >= 0; next--) {
      if (known.get(next).name.equals(name)) {
        return known.get(next);
      }
    }
    throw new IllegalStateException("the parser let through the unknown variable $" + name);
  }
}
