package io.swarmd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmd.agent.hollow.HollowExecutor;
import io.swarmd.agent.process.ProcessExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorChoiceTest {

  @TempDir Path state;

  @Test
  void eachNameOpensItsExecutor() throws Exception {
    assertThat(ExecutorChoice.parse("auto").open(state)).isInstanceOf(ProcessExecutor.class);
    assertThat(ExecutorChoice.parse("process").open(state)).isInstanceOf(ProcessExecutor.class);
    assertThat(ExecutorChoice.parse("hollow").open(state)).isInstanceOf(HollowExecutor.class);
    assertThat(state.resolve("worker/processes/end-tasks.sh")).exists();
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertThatThrownBy(() -> ExecutorChoice.parse("docker").open(state))
        .hasMessage("the docker executor is not there yet: start swarmd with --executor process");
    assertThatThrownBy(() -> ExecutorChoice.parse("podman"))
        .hasMessage("executor \"podman\" is none of auto, process, docker and hollow");
  }
}
