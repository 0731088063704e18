package io.swarmd.swarmctl.command;

import java.util.List;

/** Commands about one kind of object. */
public record Group(String name, List<String> aliases, String summary, List<Command> commands) {

  public static Group of(String name, String summary, Command... commands) {
    return new Group(name, List.of(), summary, List.of(commands));
  }

  public Group alias(String other) {
    return new Group(name, List.of(other), summary, commands);
  }
}
