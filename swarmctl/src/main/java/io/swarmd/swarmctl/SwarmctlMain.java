package io.swarmd.swarmctl;

import io.swarmd.swarmctl.cluster.ClusterCommands;
import io.swarmd.swarmctl.command.ArgumentRule;
import io.swarmd.swarmctl.command.Command;
import io.swarmd.swarmctl.command.Program;
import io.swarmd.swarmctl.command.Session;
import io.swarmd.swarmctl.connection.SocketConnection;
import io.swarmd.swarmctl.dependency.DependencyCommands;
import io.swarmd.swarmctl.network.NetworkCommands;
import io.swarmd.swarmctl.node.NodeCommands;
import io.swarmd.swarmctl.service.ServiceCommands;
import io.swarmd.swarmctl.task.TaskCommands;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.logging.LogManager;

/** The program {@code swarmctl}. */
public final class SwarmctlMain {

  private static final String NAME = "swarmctl";

  private SwarmctlMain() {}

  public static void main(String... arguments) {
    LogManager.getLogManager().reset(); // what libraries log is not for users; failures reach them as one line
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Session session = new Session(
        System.in, out, err, System::getenv, SocketConnection::connect, Instant::now, System::nanoTime, Thread::sleep);
    int code = program(session).run(arguments);
    out.flush();
    Runtime.getRuntime().exit(code);
  }

  /** The command line on these ways to the world. */
  public static Program program(Session session) {
    return new Program(NAME, session,
        List.of(ClusterCommands.group(), DependencyCommands.configs(), NetworkCommands.group(), NodeCommands.group(),
            DependencyCommands.secrets(), ServiceCommands.group(), TaskCommands.group()),
        List.of(Command.of("version", "Print the version", "", ArgumentRule.none("version command takes no arguments"),
            List.of(), in -> in.out().println(NAME + " swarmd " + version()))));
  }

  private static String version() {
    String built = SwarmctlMain.class.getPackage().getImplementationVersion();
    return built == null ? "unknown" : built;
  }
}
