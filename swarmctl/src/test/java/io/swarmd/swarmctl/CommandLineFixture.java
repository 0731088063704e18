package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.swarmd.swarmctl.command.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines in this process against a fake manager, on a clock that only moves when a command waits. */
final class CommandLineFixture implements AutoCloseable {

  final FakeControl control = new FakeControl();
  final Map<String, String> environment = new HashMap<>();
  Instant now = Instant.parse("2026-11-21T03:12:00Z");
  private Duration passed = Duration.ZERO;
  String connectedTo;
  /** What is piped into the program. */
  String typed = "";
  String out;
  String err;
  private final Server server;
  private final ManagedChannel channel;

  CommandLineFixture(BindableService... more) {
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor().addService(control);
    for (BindableService service : more) {
      builder.addService(service);
    }
    try {
      server = builder.build().start();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  int run(String... line) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Session session = new Session(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(outBytes, true, StandardCharsets.UTF_8),
        new PrintStream(errBytes, true, StandardCharsets.UTF_8), environment::get, socket -> {
          connectedTo = socket;
          return channel;
        }, () -> now, () -> passed.toNanos(), this::pause);
    int code = SwarmctlMain.program(session).run(line);
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private void pause(Duration span) {
    now = now.plus(span);
    passed = passed.plus(span);
  }

  /** Runs a line that must succeed and gives what it printed. */
  String shows(String... line) {
    assertThat(run(line)).as(() -> err).isZero();
    return out;
  }

  /** Runs a line that must fail with this first line on standard error; gives what follows it. */
  String fails(String text, String... line) {
    assertThat(run(line)).isEqualTo(255);
    assertThat(err.lines().findFirst()).hasValue("Error: " + text);
    return err.substring(err.indexOf('\n') + 1);
  }

  Timestamp ago(Duration span) {
    Instant moment = now.minus(span);
    return Timestamp.newBuilder().setSeconds(moment.getEpochSecond()).setNanos(moment.getNano()).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
