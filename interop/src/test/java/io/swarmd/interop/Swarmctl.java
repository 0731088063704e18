package io.swarmd.interop;

import io.grpc.Channel;
import io.swarmd.agent.engine.Output;
import io.swarmd.swarmctl.SwarmctlMain;
import io.swarmd.swarmctl.command.Session;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The program {@code swarmctl} with one control socket, run in this process. */
record Swarmctl(Channel channel) {

  Output run(String... line) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(written, true, StandardCharsets.UTF_8);
    Session session = new Session(InputStream.nullInputStream(), both, both, name -> null, socket -> channel,
        Instant::now, System::nanoTime, Thread::sleep);
    int code = SwarmctlMain.program(session).run(line);
    return new Output(code, written.toString(StandardCharsets.UTF_8));
  }

  /** Runs a line that has to succeed and gives what it printed, without blanks around it. */
  String shows(String... line) {
    return run(line).orFail();
  }
}
