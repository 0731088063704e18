package io.swarmd.swarmctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import io.swarmd.agent.engine.Folder;
import io.swarmd.agent.engine.Machine;
import io.swarmd.swarmctl.command.Session;
import io.swarmd.swarmctl.connection.SocketConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command line on the control socket of the original, which a Docker Engine serves while it is a manager. */
@Timeout(300)
class EngineSocketTest {

  private Folder folder;
  private Machine machine;
  private Engine engine;
  private String err;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Machine.obstacle().isEmpty(), () -> Machine.obstacle() + ": no Docker Engine is tried");
    folder = Folder.create();
    machine = Machine.start("alpha", folder.path());
    engine = new Engine(machine, folder.path().resolve("engine"));
    EngineImage.importInto(engine);
    engine.docker("swarm", "init", "--advertise-addr", "127.0.0.1").orFail();
  }

  @AfterEach
  void stop() throws IOException {
    if (engine != null) {
      engine.close();
      machine.close();
      folder.close();
    }
  }

  /** What the command says; it must succeed. */
  private String swarmctl(String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Session session = new Session(InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8), System::getenv, SocketConnection::connect, Instant::now,
        System::nanoTime, Thread::sleep);
    int code = SwarmctlMain.program(session).run(Stream.concat(
        Stream.of("--socket", engine.controlSocket().toString()), Stream.of(line)).toArray(String[]::new));
    err = errors.toString(StandardCharsets.UTF_8);
    assertThat(code).as(String.join(" ", line) + ": " + err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("identity-85")
  void everyKindOfCommandWorksThere() {
    String nodes = swarmctl("node", "ls");
    assertThat(nodes.lines().skip(2)).singleElement().asString().contains("alpha", "READY", "ACTIVE", "REACHABLE *");
    assertThat(swarmctl("cluster", "inspect", "default"))
        .contains("Worker: " + engine.docker("swarm", "join-token", "-q", "worker").orFail().strip());
    assertThat(swarmctl("network", "ls")).contains("ingress", "bridge");

    swarmctl("service", "create", "--name", "web", "--image", EngineImage.NAME, "--command", "sleep,600",
        "--replicas", "2", "--wait");
    assertThat(engine.containers("web")).hasSize(2);
    assertThat(swarmctl("service", "ps", "web").lines().skip(2)).hasSize(2).allSatisfy(task ->
        assertThat(task).contains("alpha", "Running"));
    assertThat(swarmctl("service", "inspect", "web")).contains("web", EngineImage.NAME);
    swarmctl("service", "scale", "web=1", "--wait");
    swarmctl("service", "update", "web", "--env", "GREETING=hello", "--wait");
    assertThat(engine.docker("service", "inspect", "-f", "{{.Spec.TaskTemplate.ContainerSpec.Env}}", "web").orFail())
        .contains("GREETING=hello");
    swarmctl("node", "update", "alpha", "--label", "zone=north");
    assertThat(engine.docker("node", "inspect", "-f", "{{.Spec.Labels}}", "self").orFail()).contains("zone:north");
    swarmctl("service", "rm", "web");
    assertThat(engine.docker("service", "ls", "-q").orFail()).isEmpty();
  }
}
