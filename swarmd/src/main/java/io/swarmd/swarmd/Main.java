package io.swarmd.swarmd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.swarmd.swarmd.dump.Dump;
import io.swarmd.swarmd.leave.LeaveCommand;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Starts the daemon and waits for its end. Exit code 1, with one line on stderr, for whatever it cannot do. */
public final class Main {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(Main.class);
  private static final String PROGRAM = "swarmd github.com/moby/swarmkit/v2 ";

  private Main() {}

  public static void main(String[] arguments) {
    // gRPC logs by the JDK's own logger: without the bridge each broken connection would print a stack trace.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    String first = arguments.length > 0 ? arguments[0] : "";
    switch (first) {
      case "dump" -> {
        Dump dump = new Dump();
        return subcommand(first, dump, arguments, () -> dump(dump));
      }
      case "leave" -> {
        LeaveCommand leave = new LeaveCommand();
        return subcommand(first, leave, arguments, () -> leave.run(System.out, System.err));
      }
      default -> {
        return serve(arguments);
      }
    }
  }

  private static int serve(String[] arguments) {
    Options options = new Options();
    CommandLine commandLine = new CommandLine(options).setUnmatchedOptionsArePositionalParams(false);
    try {
      commandLine.parseArgs(arguments);
      if (commandLine.isUsageHelpRequested()) {
        commandLine.usage(System.out);
        return 0;
      }
      if (options.version) {
        System.out.println(PROGRAM + version());
        return 0;
      }
      options.check();
      return serve(options);
    } catch (ParameterException unreadable) {
      return failed(unreadable.getMessage() + "; 'swarmd --help' lists the flags");
    } catch (InvalidOption malformed) {
      return failed(malformed.getMessage());
    }
  }

  private static int subcommand(String name, Object command, String[] arguments, Runnable run) {
    CommandLine commandLine = new CommandLine(command).setUnmatchedOptionsArePositionalParams(false);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    try {
      commandLine.parseArgs(Arrays.copyOfRange(arguments, 1, arguments.length));
      if (commandLine.isUsageHelpRequested()) {
        commandLine.usage(System.out);
      } else {
        run.run();
      }
      return 0;
    } catch (ParameterException unreadable) {
      return failed(unreadable.getMessage() + "; 'swarmd " + name + " --help' lists the flags");
    } catch (RuntimeException failure) {
      return failed(FailureText.of(failure));
    }
  }

  private static void dump(Dump dump) {
    PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false,
        StandardCharsets.UTF_8);
    dump.run(out);
    out.flush();
  }

  private static int serve(Options options) {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(LogLevel.parse(options.logLevel));
    try (Node node = Node.start(options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopWhenAsked(node), "stop"));
      return node.awaitEnd().map(Main::failed).orElse(0);
    } catch (InvalidOption malformed) {
      throw malformed;
    } catch (RuntimeException failure) {
      log.debug("the node does not start", failure);
      return failed(FailureText.of(failure));
    } catch (InterruptedException interrupted) {
      return failed("interrupted");
    }
  }

  /** Java ends with 128 and the signal's number, which service managers take for a failure. */
  private static void stopWhenAsked(Node node) {
    if (node.stop()) {
      Runtime.getRuntime().halt(0);
    }
  }

  private static int failed(String line) {
    System.err.println("Error: " + line);
    return 1;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version != null ? version : "development";
  }
}
