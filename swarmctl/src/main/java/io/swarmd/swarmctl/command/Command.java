package io.swarmd.swarmctl.command;

import java.util.Arrays;
import java.util.List;

/**
 * Something the command line can do.
 *
 * @param arguments how the usage shows them; empty for none
 * @param rule which arguments there must be
 */
public record Command(String name, List<String> aliases, String summary, String arguments, ArgumentRule rule,
    List<Flag> flags, Body body) {

  /** Carries the command out. */
  public interface Body {
    void run(Invocation invocation);
  }

  public static Command of(
      String name, String summary, String arguments, ArgumentRule rule, List<Flag> flags, Body body) {
    return new Command(name, List.of(), summary, arguments, rule, flags, body);
  }

  public Command alias(String... others) {
    return new Command(name, Arrays.asList(others), summary, arguments, rule, flags, body);
  }
}
