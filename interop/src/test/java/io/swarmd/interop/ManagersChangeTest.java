package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmd.agent.engine.Engine;
import io.swarmd.api.Node;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.Task;
import io.swarmd.identity.certificate.CertificateChain;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Engines run goes on while managers come, go and change the cluster's keys. */
@Timeout(400)
@ExtendWith(SharedSwarm.class)
class ManagersChangeTest {

  private static final int REPLICAS = 4;
  private static final Duration ROTATION = Duration.ofSeconds(90);

  private final EngineSwarm engines;

  ManagersChangeTest(EngineSwarm engines) {
    this.engines = engines;
  }

  private Swarm swarm() {
    return engines.swarm();
  }

  @BeforeEach
  void start() {
    swarm().create(Services.waiting("lasting", REPLICAS).build());
    swarm().awaitRunning("lasting", REPLICAS);
  }

  @AfterEach
  void removeServices() {
    swarm().removeAll();
  }

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::getId).toList();
  }

  private void allEnginesAreUp() {
    await("all Engines are up").atMost(Swarm.PATIENCE).ignoreExceptions().untilAsserted(() ->
        engines.engines().forEach(engine -> assertThat(swarm().ready(engine.machine().name())).isPresent()));
  }

  /** The same tasks in the same containers, which ran all the time. */
  private void nothingWasReplaced(List<Task> tasks, Set<String> containers) {
    assertThat(ids(swarm().tasks("lasting"))).containsExactlyInAnyOrderElementsOf(ids(tasks));
    assertThat(swarm().containers("lasting")).isEqualTo(containers);
    assertThat(engines.engines().stream().mapToInt(engine -> engine.containers("lasting").size()).sum())
        .isEqualTo(REPLICAS);
  }

  @Test
  void theLeaderIsKilled() {
    List<Task> tasks = swarm().running("lasting");
    Set<String> containers = swarm().containers("lasting");
    Swarmd leader = engines.leader();
    leader.kill();
    allEnginesAreUp();
    await().atMost(Swarm.PATIENCE).ignoreExceptions()
        .until(() -> swarm().swarmctl().run("service", "scale", "lasting=" + (REPLICAS + 1)).succeeded());
    swarm().awaitRunning("lasting", REPLICAS + 1);
    assertThat(ids(swarm().running("lasting"))).containsAll(ids(tasks));
    assertThat(swarm().containers("lasting")).containsAll(containers);
    leader.start();
    await("all managers").atMost(Swarm.PATIENCE).ignoreExceptions().until(() -> engines.managers().stream()
        .allMatch(manager -> manager.swarm().nodes().stream()
            .filter(node -> node.getStatus().getState() == NodeStatus.State.READY).count() >= 5));
  }

  @Test
  @Tag("dispatch-99")
  void allManagersStartAgain() {
    List<Task> tasks = swarm().running("lasting");
    Set<String> containers = swarm().containers("lasting");
    engines.managers().parallelStream().forEach(Swarmd::stop);
    engines.managers().forEach(Swarmd::start);
    allEnginesAreUp();
    await().atMost(Swarm.PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(swarm().running("lasting"))
        .hasSize(REPLICAS));
    nothingWasReplaced(tasks, containers);
  }

  @Test
  void everyEngineTakesCertificatesOfANewRoot() throws Exception {
    List<Task> tasks = swarm().running("lasting");
    Set<String> containers = swarm().containers("lasting");
    X509Certificate before = certificate(engines.engine(2));
    swarm().swarmctl().shows("cluster", "update", "default", "--rotate-ca");
    await("the rotation ends").atMost(ROTATION).ignoreExceptions()
        .until(() -> !swarm().cluster().getRootCa().hasRootRotation());
    for (Engine engine : engines.engines()) {
      assertThat(Files.readString(engine.certificates().resolve("swarm-root-ca.crt")).strip())
          .isEqualTo(swarm().cluster().getRootCa().getCaCert().toStringUtf8().strip());
    }
    X509Certificate after = certificate(engines.engine(2));
    assertThat(after.getSerialNumber()).isNotEqualTo(before.getSerialNumber());
    Node node = swarm().ready("engine2").orElseThrow();
    assertThat(after.getSubjectX500Principal().getName()).isEqualTo("CN=" + node.getId() + ",OU=swarm-worker,O="
        + swarm().cluster().getId());
    allEnginesAreUp();
    nothingWasReplaced(tasks, containers);
  }

  private static X509Certificate certificate(Engine engine) throws Exception {
    return CertificateChain.parse(Files.readAllBytes(engine.certificates().resolve("swarm-node.crt"))).getFirst();
  }
}
