package io.swarmd.swarmctl.command;

import java.util.List;

/** Which arguments a command takes; refuses others with a {@link UsageException}. */
public interface ArgumentRule {

  void check(List<String> arguments);

  static ArgumentRule none(String text) {
    return arguments -> require(arguments.isEmpty(), text);
  }

  static ArgumentRule one(String missing, String tooMany) {
    return arguments -> {
      require(!arguments.isEmpty(), missing);
      require(arguments.size() == 1, tooMany);
    };
  }

  static ArgumentRule some(String missing) {
    return arguments -> require(!arguments.isEmpty(), missing);
  }

  private static void require(boolean holds, String text) {
    if (!holds) {
      throw new UsageException(text);
    }
  }
}
