package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.EngineImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command line with the control socket of an Engine that manages a swarm. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class SwarmctlOnEngineTest {

  private final Engine engine;
  private final Swarm swarm;
  private final Swarmctl swarmctl;

  SwarmctlOnEngineTest(StockManager stock) {
    this.engine = stock.engine();
    this.swarm = stock.swarm();
    this.swarmctl = swarm.swarmctl();
  }

  @AfterEach
  void removeServices() {
    swarm.removeAll();
  }

  @Test
  void servicesAndTasks() {
    swarmctl.shows("service", "create", "--name", "web", "--image", EngineImage.NAME, "--args", "sleep", "--args",
        "1000", "--env", "COLOUR=blue", "--replicas", "2");
    swarm.awaitRunning("web", 2);
    assertThat(engine.containers("web")).hasSize(2);
    assertThat(swarmctl.shows("service", "ls")).contains("web", EngineImage.NAME, "2/2");
    assertThat(swarmctl.shows("service", "inspect", "web")).contains("COLOUR=blue", "RUNNING");
    assertThat(swarmctl.shows("service", "ps", "web")).contains("web.1", "web.2", "Running");
    String task = swarmctl.shows("task", "ls", "--quiet").lines().findFirst().orElseThrow();
    assertThat(swarmctl.shows("task", "inspect", task)).contains("web", "RUNNING", "stock");

    swarmctl.shows("service", "scale", "web=3");
    swarm.awaitRunning("web", 3);
    swarmctl.shows("service", "update", "web", "--env", "COLOUR=red", "--wait");
    engine.containers("web").forEach(container ->
        assertThat(engine.in(container, "env").orFail()).contains("COLOUR=red"));
    assertThat(swarmctl.run("service", "create", "--name", "web", "--image", EngineImage.NAME).text())
        .startsWith("Error: ").contains("web");
    swarmctl.shows("service", "rm", "web");
    assertThat(swarmctl.shows("service", "ls")).doesNotContain("web");
  }

  @Test
  void nodes() {
    String node = swarmctl.shows("node", "ls", "--quiet").lines().findFirst().orElseThrow();
    assertThat(swarmctl.shows("node", "ls")).contains("stock", "READY", "ACTIVE", "REACHABLE *");
    assertThat(swarmctl.shows("node", "inspect", node)).contains("stock", "linux");
    swarmctl.shows("node", "update", node, "--label", "zone=a");
    assertThat(swarmctl.shows("node", "inspect", node)).contains("zone");
    swarmctl.shows("node", "pause", node);
    swarmctl.shows("node", "drain", node);
    swarmctl.shows("node", "activate", node);
    assertThat(engine.docker("node", "inspect", "-f", "{{.Spec.Availability}} {{.Spec.Labels.zone}}", "self").orFail())
        .isEqualTo("active a");
  }

  @Test
  void networksAndTheCluster() {
    swarmctl.shows("network", "create", "--name", "back", "--driver", "overlay", "--subnet", "10.9.0.0/24");
    assertThat(swarmctl.shows("network", "ls")).contains("back", "overlay", "ingress");
    assertThat(swarmctl.shows("network", "inspect", "back")).contains("10.9.0.0/24");
    swarmctl.shows("network", "rm", "back");
    assertThat(engine.docker("network", "ls").orFail()).doesNotContain("back");

    assertThat(swarmctl.shows("cluster", "ls")).contains("default");
    swarmctl.shows("cluster", "update", "default", "--taskhistory", "7");
    assertThat(engine.docker("info", "-f", "{{.Swarm.Cluster.Spec.Orchestration.TaskHistoryRetentionLimit}}").orFail())
        .isEqualTo("7");
    String before = swarm.tokens().getWorker();
    swarmctl.shows("cluster", "update", "default", "--rotate-join-token", "worker");
    assertThat(engine.docker("swarm", "join-token", "-q", "worker").orFail()).isNotEqualTo(before);
    assertThat(swarmctl.shows("cluster", "inspect", "default")).contains("default");
  }
}
