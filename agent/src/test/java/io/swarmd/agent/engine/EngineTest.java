package io.swarmd.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What other tests rely on: an Engine runs containers of the image, and nothing of it is left. */
@Timeout(120)
class EngineTest {

  private Folder folder;

  @BeforeEach
  void folder() throws IOException {
    assumeTrue(Machine.obstacle().isEmpty(), () -> Machine.obstacle() + ": no Docker Engine is tried");
    folder = Folder.create();
  }

  @AfterEach
  void remove() throws IOException {
    if (folder != null) {
      folder.close();
    }
  }

  @Test
  void containersRunAndEndWithTheMachine() {
    try (Lan lan = new Lan(folder.path())) {
      Machine machine = lan.machine("alpha");
      Machine other = lan.machine("beta");
      Engine engine = new Engine(machine, folder.path().resolve("engine"));
      EngineImage.importInto(engine);
      engine.docker("run", "-d", "--name", "web", "-p", "8080:80", EngineImage.NAME, "serve", "80").orFail();
      assertThat(engine.in("web", "hostname").orFail()).hasSize(12);
      assertThat(engine.docker("info", "-f", "{{.Name}}").orFail()).isEqualTo("alpha");
      String ask = "exec 3<> /dev/tcp/" + lan.address(machine) + "/8080 && cat <&3";
      assertThat(other.run("bash", "-c", ask).orFail()).isEqualTo(engine.in("web", "hostname").orFail());
      lan.unplug(machine);
      assertThat(other.run("timeout", "1", "bash", "-c", ask).succeeded()).isFalse();
    }
    assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
        .noneMatch(line -> line.contains(folder.path().toString()));
  }
}
