package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.api.RestartPolicy;
import io.swarmd.api.ServiceSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What containers of Engines write is read through our managers. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class LogsTest {

  private final Swarm swarm;
  private final Swarmctl swarmctl;

  LogsTest(EngineSwarm engines) {
    this.swarm = engines.swarm();
    this.swarmctl = swarm.swarmctl();
  }

  @AfterEach
  void removeServices() {
    swarm.removeAll();
  }

  @Test
  void outputOfTasksOnTwoEngines() {
    swarm.create(Services.running("talking", 2, "echo one; echo two; echo oops >&2; sleep 1000").build());
    swarm.awaitRunning("talking", 2);
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarmctl.shows("service", "logs", "--raw", "talking")
        .lines()).containsExactlyInAnyOrder("one", "one", "two", "two", "oops", "oops"));
    assertThat(swarmctl.shows("service", "logs", "talking")).contains("engine1", "engine2");
    assertThat(swarmctl.shows("service", "logs", "--raw", "--tail", "1", "talking").lines()).hasSize(2);
    assertThat(swarmctl.shows("service", "logs", "--raw", "--since", "1h", "talking").lines()).hasSize(6);
    assertThat(swarmctl.shows("service", "logs", "--raw", "--since", "2099-01-01T00:00:00Z", "talking")).isEmpty();
    String task = swarm.running("talking").getFirst().getId();
    assertThat(swarmctl.shows("task", "logs", "--raw", task).lines()).containsExactlyInAnyOrder("one", "two", "oops");
  }

  @Test
  void followingEndsWithWhatIsFollowed() {
    ServiceSpec.Builder spec = Services.running("brief", 1, "sleep 2; echo late");
    spec.getTaskBuilder().getRestartBuilder().setCondition(RestartPolicy.RestartCondition.NONE);
    swarm.create(spec.build());
    swarm.awaitRunning("brief", 1);
    String task = swarm.tasks("brief").getFirst().getId();
    assertThat(swarmctl.shows("task", "logs", "--raw", "--follow", task)).isEqualTo("late");
  }
}
