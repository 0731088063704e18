package io.swarmd.swarmctl.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * Reads a command line by picocli, of which only the model is used: no annotations, so nothing is looked up by
 * reflection at start. Flags may stand anywhere, the last one wins.
 */
final class Parser {

  private final String program;
  private final Map<CommandSpec, Command> commands = new LinkedHashMap<>();
  private final List<Flag> globals;
  private final CommandLine commandLine;

  Parser(String program, String summary, List<Flag> globals, List<Group> groups, List<Command> topCommands) {
    this.program = program;
    this.globals = globals;
    CommandSpec root = spec(program, summary, "");
    globals.forEach(flag -> root.addOption(option(flag).scopeType(ScopeType.INHERIT).build()));
    root.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).arity("0").scopeType(ScopeType.INHERIT)
        .description("show this help").build());
    groups.forEach(group -> root.addSubcommand(group.name(), groupSpec(group)));
    topCommands.forEach(command -> root.addSubcommand(command.name(), commandSpec(command)));
    commandLine = new CommandLine(root);
    commandLine.setOverwrittenOptionsAllowed(true).setExpandAtFiles(false).setAllowOptionsAsOptionParameters(true)
        .setPosixClusteredShortOptionsAllowed(true).setUsageHelpAutoWidth(false).setColorScheme(
            CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
  }

  /** What a command line asks for: the command, unless it is help that is asked for or all there is to show. */
  record Parsed(Optional<Command> command, String usage, boolean help, Map<String, List<String>> flags,
      List<String> arguments, boolean atTop) {}

  /** @throws UnreadableException when the line cannot be read */
  Parsed parse(String... line) {
    ParseResult result;
    try {
      result = commandLine.parseArgs(line);
    } catch (CommandLine.ParameterException unreadable) {
      throw new UnreadableException(fault(unreadable), unreadable.getCommandLine().getUsageMessage());
    }
    ParseResult last = result;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return new Parsed(Optional.ofNullable(commands.get(last.commandSpec())),
        last.commandSpec().commandLine().getUsageMessage(), isHelp(result), flags(result),
        last.matchedPositionals().stream().flatMap(p -> p.stringValues().stream()).toList(), last == result);
  }

  /** A line that cannot be read, with the usage of the command it got to. */
  static final class UnreadableException extends RuntimeException {
    final String usage;

    UnreadableException(String message, String usage) {
      super(message, null, false, false);
      this.usage = usage;
    }
  }

  private static boolean isHelp(ParseResult result) {
    return result.isUsageHelpRequested() || result.hasSubcommand() && isHelp(result.subcommand());
  }

  private static Map<String, List<String>> flags(ParseResult result) {
    Map<String, List<String>> flags = new LinkedHashMap<>();
    for (ParseResult level = result; level != null; level = level.hasSubcommand() ? level.subcommand() : null) {
      level.matchedOptions().stream().distinct().forEach(option ->
          flags.computeIfAbsent(option.longestName(), name -> new ArrayList<>()).addAll(option.stringValues()));
    }
    return flags;
  }

  private CommandSpec spec(String name, String summary, String arguments) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(summary).sortOptions(false).abbreviateSynopsis(true);
    spec.addPositional(PositionalParamSpec.builder().index("0..*").arity("0..*").type(List.class)
        .auxiliaryTypes(String.class).paramLabel(arguments).hidden(arguments.isEmpty()).build());
    return spec;
  }

  private CommandSpec groupSpec(Group group) {
    CommandSpec spec = spec(group.name(), group.summary(), "").aliases(group.aliases().toArray(String[]::new));
    group.commands().forEach(command -> spec.addSubcommand(command.name(), commandSpec(command)));
    return spec;
  }

  private CommandSpec commandSpec(Command command) {
    CommandSpec spec = spec(command.name(), command.summary(), command.arguments())
        .aliases(command.aliases().toArray(String[]::new));
    command.flags().forEach(flag -> spec.addOption(option(flag).build()));
    commands.put(spec, command);
    return spec;
  }

  private static OptionSpec.Builder option(Flag flag) {
    String[] names = flag.shorthand().isEmpty() ? new String[] {flag.name()}
        : new String[] {flag.shorthand(), flag.name()};
    String shown = flag.shownDefault().isEmpty() ? "" : " (default " + flag.shownDefault() + ")";
    OptionSpec.Builder option = OptionSpec.builder(names).description((flag.help() + shown).replace("%", "%%"));
    return switch (flag.kind()) {
      case SWITCH -> option.type(Boolean.class).arity("0..1").fallbackValue("true").paramLabel("bool");
      case LIST -> option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("strings");
      case TEXT -> option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("string");
      case UNSIGNED -> option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("uint");
      case SIGNED -> option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("int");
      case SPAN -> option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("duration");
    };
  }

  private String fault(CommandLine.ParameterException unreadable) {
    return switch (unreadable) {
      case CommandLine.UnmatchedArgumentException unmatched -> unknown(unmatched.getUnmatched().getFirst());
      case CommandLine.MissingParameterException missing -> "flag needs an argument: "
          + missing.getMissing().stream().filter(OptionSpec.class::isInstance)
              .map(spec -> ((OptionSpec) spec).longestName()).findFirst().orElse(program);
      default -> unreadable.getMessage();
    };
  }

  private static String unknown(String argument) {
    String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
    return argument.startsWith("--") ? "unknown flag: " + name
        : "unknown shorthand flag: '" + argument.charAt(Math.min(1, argument.length() - 1)) + "' in " + argument;
  }

  /** Refuses values that do not fit their flags. */
  void checkValues(Optional<Command> command, Map<String, List<String>> flags) {
    List<Flag> known = new ArrayList<>(globals);
    command.ifPresent(chosen -> known.addAll(chosen.flags()));
    for (Flag flag : known) {
      flags.getOrDefault(flag.name(), List.of()).forEach(value -> FlagValues.check(flag, value));
    }
  }
}
