package io.swarmd.swarmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.agent.hollow.HollowExecutor;
import io.swarmd.agent.process.ProcessExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no Engine answers; with one it is chosen by DockerNodeTest. */
class ExecutorChoiceTest {

  @TempDir Path state;

  private String nowhere() {
    return "unix://" + state.resolve("none.sock");
  }

  @Test
  void eachNameOpensItsExecutor() throws Exception {
    assertThat(ExecutorChoice.parse("process").settled(nowhere()).open(state, nowhere(), "n"))
        .isInstanceOf(ProcessExecutor.class);
    assertThat(ExecutorChoice.parse("hollow").settled(nowhere()).open(state, nowhere(), "n"))
        .isInstanceOf(HollowExecutor.class);
    assertThat(state.resolve("worker/processes/end-tasks.sh")).exists();
  }

  @Test
  void withoutAnEngineTasksAreProcessesUnlessContainersWereAskedFor() {
    assertThat(ExecutorChoice.AUTO.settled(nowhere())).isEqualTo(ExecutorChoice.PROCESS);
    assertThatThrownBy(() -> ExecutorChoice.DOCKER.settled(nowhere())).isInstanceOf(InvalidOption.class)
        .hasMessage("the Engine at " + nowhere() + " does not answer: No such file or directory; start it, tell its "
            + "address with --engine-addr, or use --executor process");
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertThatThrownBy(() -> ExecutorChoice.parse("podman"))
        .hasMessage("executor \"podman\" is none of auto, process, docker and hollow");
  }
}
