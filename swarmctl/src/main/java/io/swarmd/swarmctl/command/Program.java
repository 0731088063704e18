package io.swarmd.swarmctl.command;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/** The whole command line: reads it, runs what it asks for, and tells of failure in one line (control sheet, 17). */
public final class Program {

  /** What scripts written for the original see when something went wrong. */
  private static final int FAILED = 255;
  private static final String DEFAULT_SOCKET = "/var/run/swarmd.sock";
  private static final String SOCKET_VARIABLE = "SWARM_SOCKET";

  private final String name;
  private final Session session;
  private final String defaultSocket;
  private final Parser parser;

  public Program(String name, Session session, List<Group> groups, List<Command> topCommands) {
    this.name = name;
    this.session = session;
    this.defaultSocket = Optional.ofNullable(session.environment().apply(SOCKET_VARIABLE))
        .filter(path -> !path.isEmpty()).orElse(DEFAULT_SOCKET);
    this.parser = new Parser(name, "Control a swarm cluster", List.of(
        new Flag("--socket", "-s", Flag.Kind.TEXT, defaultSocket, "socket to connect to the swarm manager"),
        new Flag("--no-resolve", "-n", Flag.Kind.SWITCH, "", "do not try to map ids to names when displaying them")),
        groups, topCommands);
  }

  /** Runs the line and gives the exit code. */
  public int run(String... line) {
    String usage = "";
    try {
      Parser.Parsed parsed = parser.parse(line);
      usage = parsed.usage();
      run(parsed);
      return 0;
    } catch (Parser.UnreadableException unreadable) {
      return fail(unreadable.getMessage(), unreadable.usage);
    } catch (UsageException wrong) {
      return fail(wrong.getMessage(), usage);
    } catch (CommandException failed) {
      return fail(failed.getMessage(), "");
    } catch (StatusRuntimeException refused) {
      String text = refused.getStatus().getDescription();
      return fail(text == null ? refused.getStatus().getCode().toString() : text, "");
    } finally {
      session.out().flush();
    }
  }

  private void run(Parser.Parsed parsed) {
    if (parsed.atTop() && !parsed.arguments().isEmpty() && !parsed.help()) {
      if (!parsed.arguments().getFirst().equals("help")) {
        throw new UsageException("unknown command \"" + parsed.arguments().getFirst() + "\" for \"" + name + "\"");
      }
      List<String> rest = parsed.arguments().subList(1, parsed.arguments().size());
      session.out().print(parser.parse(rest.toArray(String[]::new)).usage());
      return;
    }
    if (parsed.help() || parsed.command().isEmpty()) {
      session.out().print(parsed.usage());
      return;
    }
    Command command = parsed.command().get();
    parser.checkValues(parsed.command(), parsed.flags());
    command.rule().check(parsed.arguments());
    List<String> sockets = parsed.flags().getOrDefault("--socket", List.of(defaultSocket));
    command.body().run(new Invocation(session, sockets.getLast(), !parsed.flags().containsKey("--no-resolve"),
        parsed.flags(), parsed.arguments()));
  }

  private int fail(String text, String usage) {
    session.out().flush();
    session.err().println("Error: " + text);
    if (!usage.isEmpty()) {
      session.err().print(usage);
      session.err().println();
    }
    session.err().flush();
    return FAILED;
  }
}
