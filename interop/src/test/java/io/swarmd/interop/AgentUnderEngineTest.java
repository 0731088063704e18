package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.engine.Engine;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.identity.certificate.CertificateChain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Our node as a worker of a swarm that a Docker Engine manages; its tasks are plain processes. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class AgentUnderEngineTest {

  private static final String NODE = "ours";
  private static final String HERE = "node.hostname==" + NODE;

  private final StockManager stock;
  private final Engine engine;
  private final Swarm swarm;
  private Swarmd worker;

  AgentUnderEngineTest(StockManager stock) {
    this.stock = stock;
    this.engine = stock.engine();
    this.swarm = stock.swarm();
  }

  @BeforeEach
  void join() {
    worker = stock.worker(NODE, "process");
    swarm.awaitReady(NODE);
  }

  @AfterEach
  void leave() {
    worker.close();
    swarm.nodes(NODE).forEach(node -> engine.docker("node", "rm", "--force", node.getId()).orFail());
    swarm.removeAll();
  }

  /** A service made as users of an Engine make it. */
  private void create(String name, String... more) {
    Stream<String> line = Stream.concat(Stream.of("service", "create", "--detach", "--no-resolve-image", "--constraint",
        HERE, "--name", name), Stream.of(more));
    engine.docker(line.toArray(String[]::new)).orFail();
  }

  @Test
  @Tag("dispatch-101")
  void itRunsWhatItCanAndSaysWhatItCannot() throws Exception {
    Node node = swarm.ready(NODE).orElseThrow();
    assertThat(engine.docker("node", "ls", "--format", "{{.Hostname}} {{.Status}}").orFail().lines())
        .contains(NODE + " Ready");
    create("plain", "--replicas", "2", "--env", "COLOUR=blue", "host", "sh", "-c",
        "echo $COLOUR; exec sleep 1000");
    assertThat(swarm.awaitRunning("plain", 2)).extracting(Task::getNodeId).containsOnly(node.getId());
    assertThat(engine.docker("service", "ps", "plain", "--format", "{{.Node}} {{.CurrentState}}").orFail().lines())
        .hasSize(2).allMatch(line -> line.startsWith(NODE + " Running"));
    await().atMost(Swarm.PATIENCE).untilAsserted(() ->
        assertThat(engine.docker("service", "logs", "--raw", "plain").text().lines()).containsExactly("blue", "blue"));

    create("failing", "--restart-condition", "none", "host", "sh", "-c", "exit 5");
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.tasks("failing")).singleElement()
        .satisfies(task -> {
          assertThat(task.getStatus().getState()).isEqualTo(TaskState.FAILED);
          assertThat(task.getStatus().getErr()).contains("non-zero exit (5)");
        }));

    engine.docker("network", "create", "--driver", "overlay", "across").orFail();
    create("networked", "--network", "across", "--restart-condition", "none", "host", "sleep", "1000");
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.tasks("networked")).singleElement()
        .satisfies(task -> {
          assertThat(task.getStatus().getState()).isEqualTo(TaskState.REJECTED);
          assertThat(task.getStatus().getErr()).contains("cannot give a task network across",
              "place the service on nodes with a container engine");
        }));
    swarm.removeAll();
    engine.docker("network", "rm", "across").orFail();
  }

  @Test
  void itsTasksReadSecretsAndConfigs() {
    engine.docker("hush".getBytes(StandardCharsets.UTF_8), "secret", "create", "password", "-").orFail();
    engine.docker("blue".getBytes(StandardCharsets.UTF_8), "config", "create", "colour", "-").orFail();
    create("knowing", "--secret", "password", "--config", "source=colour,target=colour", "host", "sh",
        "-c", "cat /run/secrets/password; echo; cat /run/configs/colour; echo; exec sleep 1000");
    swarm.awaitRunning("knowing", 1);
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(
        engine.docker("service", "logs", "--raw", "knowing").text().lines()).containsExactly("hush", "blue"));
    swarm.removeAll();
    assertThat(worker.machine().run("test", "-e", "/run/secrets/password").succeeded()).isFalse();
    engine.docker("secret", "rm", "password").orFail();
    engine.docker("config", "rm", "colour").orFail();
  }

  @Test
  void itTakesACertificateOfANewRootAndItsTasksGoOn() throws Exception {
    create("lasting", "host", "sleep", "1000");
    Task task = swarm.awaitRunning("lasting", 1).getFirst();
    X509Certificate before = certificate();
    engine.docker("swarm", "ca", "--rotate").orFail();
    assertThat(certificate().getSerialNumber()).isNotEqualTo(before.getSerialNumber());
    assertThat(Files.readString(worker.state().resolve("certificates/swarm-root-ca.crt")).strip())
        .isEqualTo(engine.docker("swarm", "ca").orFail());
    assertThat(swarm.awaitRunning("lasting", 1)).extracting(Task::getId).containsExactly(task.getId());
    swarm.awaitReady(NODE);
  }

  private X509Certificate certificate() throws Exception {
    return CertificateChain.parse(Files.readAllBytes(worker.state().resolve("certificates/swarm-node.crt"))).getFirst();
  }

  @Test
  void itsTasksOutliveTheEnginesRestartAndItsOwn() {
    create("lasting", "host", "sleep", "1000");
    Task task = swarm.awaitRunning("lasting", 1).getFirst();
    engine.stop();
    engine.start();
    await().atMost(Swarm.PATIENCE).ignoreExceptions().untilAsserted(() -> {
      swarm.awaitReady(NODE);
      assertThat(swarm.running("lasting")).extracting(Task::getId).containsExactly(task.getId());
    });
    worker.kill();
    worker.start();
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.running("lasting"))
        .singleElement().satisfies(again -> assertThat(again.getStatus().getContainer().getPid())
            .isEqualTo(task.getStatus().getContainer().getPid())));
    worker.stop();
    await().atMost(Swarm.PATIENCE).untilAsserted(() -> assertThat(swarm.nodes(NODE)).singleElement()
        .satisfies(node -> assertThat(node.getStatus().getState()).isEqualTo(NodeStatus.State.DOWN)));
  }
}
