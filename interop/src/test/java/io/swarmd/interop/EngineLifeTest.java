package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.engine.Engine;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An Engine's life as a worker: joining, being drained, starting again, leaving, being removed. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class EngineLifeTest {

  private static final Duration READY_WITHIN = Duration.ofSeconds(20);

  private final EngineSwarm engines;
  private final Swarm swarm;

  EngineLifeTest(EngineSwarm engines) {
    this.engines = engines;
    this.swarm = engines.swarm();
  }

  @AfterEach
  void removeServices() {
    swarm.removeAll();
  }

  @Test
  @Tag("dispatch-93")
  @Tag("dispatch-100")
  void anEngineJoinsLeavesAndComesBack() throws Exception {
    Engine engine = engines.another("engine3");
    try {
      Node first = joins(engine);
      inOrder(engine);
      assertThat(first.getDescription().getEngine().getEngineVersion()).startsWith("20.10");
      assertThat(first.getDescription().getPlatform().getOs()).isEqualTo("linux");
      assertThat(first.getDescription().getResources().getMemoryBytes()).isPositive();
      assertThat(first.getDescription().getEngine().getPluginsList())
          .anyMatch(plugin -> plugin.getType().equals("Network") && plugin.getName().equals("overlay"));

      swarm.create(Services.on("engine3", Services.waiting("here", 2)).build());
      swarm.awaitRunning("here", 2);
      assertThat(engine.docker("swarm", "leave").orFail()).contains("Node left the swarm.");
      assertThat(engine.docker("ps", "-q").orFail()).isEmpty();
      await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.nodes("engine3")).singleElement()
          .satisfies(node -> assertThat(node.getStatus().getState()).isEqualTo(NodeStatus.State.DOWN)));
      swarm.swarmctl().shows("node", "rm", first.getId());
      swarm.remove("here");

      Node second = joins(engine);
      assertThat(second.getId()).isNotEqualTo(first.getId());
      removed(engine, second);
    } finally {
      engine.close();
      swarm.nodes("engine3").forEach(node -> swarm.swarmctl().shows("node", "rm", "--force", node.getId()));
    }
  }

  private Node joins(Engine engine) {
    long begun = System.nanoTime();
    assertThat(engines.join(engine).orFail()).contains("This node joined a swarm as a worker.");
    Node node = swarm.awaitReady("engine3");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(READY_WITHIN);
    return node;
  }

  /** Section 9's steps as the Engine tells them; step 6 is told beside those of step 7, and those beside each other. */
  private static void inOrder(Engine engine) {
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> {
      String log = Files.readString(engine.log());
      assertThat(log.substring(log.lastIndexOf("/swarm/join"))).contains("(*session).heartbeat", "(*session).watch",
          "(*session).logSubscriptions", "heartbeat successful", "agent: registered").containsSubsequence(
          "retrieved remote CA certificate", "new node credentials generated", "(*Agent).run",
          "manager selected by agent for new session", "(*session).start", "(*worker).Assign\" len(assignments)=0");
    });
  }

  /** A node removed while it is up is told so, and is let in no more. */
  private void removed(Engine engine, Node node) {
    swarm.swarmctl().shows("node", "rm", "--force", node.getId());
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(Files.readString(engine.log()))
        .contains("node " + node.getId() + " was removed from swarm"));
    assertThat(swarm.nodes("engine3")).isEmpty();
  }

  @Test
  void aDrainedEngineGivesItsTasksAway() {
    swarm.create(Services.waiting("moving", 4).build());
    swarm.awaitRunning("moving", 4);
    String node = swarm.ready("engine2").orElseThrow().getId();
    swarm.swarmctl().shows("node", "drain", node);
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> {
      assertThat(engines.engine(2).containers("moving")).isEmpty();
      assertThat(engines.engine(1).containers("moving")).hasSize(4);
    });
    swarm.swarmctl().shows("node", "activate", node);
    swarm.swarmctl().shows("service", "scale", "moving=8");
    swarm.awaitRunning("moving", 8);
    assertThat(engines.engine(2).containers("moving")).hasSize(4);
  }

  @Test
  void anEngineThatIsKilledAndStartedAgainTakesItsTasksBack() {
    swarm.create(Services.on("engine2", Services.waiting("steady", 2)).build());
    List<Task> before = swarm.awaitRunning("steady", 2);
    Engine engine = engines.engine(2);
    engine.kill();
    engine.start();
    swarm.awaitReady("engine2");
    await().atMost(Swarm.PATIENCE).ignoreExceptions().untilAsserted(() -> {
      assertThat(swarm.running("steady")).hasSize(2).extracting(Task::getId)
          .doesNotContainAnyElementsOf(before.stream().map(Task::getId).toList());
      assertThat(engine.containers("steady")).hasSize(2);
    });
  }
}
