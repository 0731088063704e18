package io.swarmd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.agent.engine.Engine;
import io.swarmd.agent.engine.Machine;
import io.swarmd.api.Task;
import io.swarmd.model.task.TaskStates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ten Engines under three managers through faults: after each the service has every one of its tasks, each slot once,
 * in a container that runs on the Engine the managers name, and on no other; and every Engine is up. A long run: asked for
 * with {@code -Dgroups=soak -DexcludedGroups=}.
 */
@Tag("soak")
@Timeout(1800)
class TenEnginesTest {

  private static final Logger log = LoggerFactory.getLogger(TenEnginesTest.class);
  private static final int ENGINES = 10;
  private static final int REPLICAS = 50;
  private static final String SERVICE = "fifty";
  private static final Duration SETTLED = Duration.ofMinutes(4);
  private static final Duration PARTITION = Duration.ofMinutes(2);

  private EngineSwarm engines;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Machine.obstacle().isEmpty(), () -> Machine.obstacle() + ": nothing is tried with Docker Engines");
    engines = EngineSwarm.start(3, ENGINES);
  }

  @AfterEach
  void stop() throws IOException {
    if (engines != null) {
      engines.close();
    }
  }

  @Test
  void noTaskIsLostAndNoneIsTwice() {
    timed("created", () -> engines.swarm().create(Services.waiting(SERVICE, REPLICAS).build()));

    Engine killed = engines.engine(5);
    timed("an Engine killed and started again", () -> {
      killed.kill();
      killed.start();
    });

    Swarmd leader = engines.leader();
    List<String> before = ids();
    timed("the leader killed", leader::kill);
    assertThat(ids()).as("no Engine was at fault").isEqualTo(before);
    timed("the killed manager started again", leader::start);

    List<Engine> apart = List.of(engines.engine(3), engines.engine(7));
    timed("two Engines without a network for " + PARTITION.toSeconds() + " s", () -> {
      apart.forEach(engine -> engines.lan().unplug(engine.machine()));
      long begun = System.nanoTime();
      await("replaced elsewhere").atMost(SETTLED).ignoreExceptions().untilAsserted(() -> assertThat(engines.swarm()
          .running(SERVICE)).filteredOn(task -> apart.stream().noneMatch(engine -> name(task)
              .equals(engine.machine().name()))).hasSize(REPLICAS));
      log.warn("  the others ran all {} after {} s", REPLICAS, seconds(begun));
      await().pollInterval(Duration.ofSeconds(1)).atMost(PARTITION.plusSeconds(60))
          .until(() -> System.nanoTime() - begun > PARTITION.toNanos());
      apart.forEach(engine -> engines.lan().plug(engine.machine()));
    });

    List<String> settled = ids();
    timed("all managers killed and started again", () -> {
      engines.managers().forEach(Swarmd::kill);
      engines.managers().forEach(Swarmd::start);
    });
    assertThat(ids()).as("no Engine was at fault").isEqualTo(settled);
  }

  private List<String> ids() {
    return engines.swarm().running(SERVICE).stream().map(Task::getId).sorted().toList();
  }

  private String name(Task task) {
    return engines.swarm().nodes().stream().filter(node -> node.getId().equals(task.getNodeId()))
        .map(node -> node.getDescription().getHostname()).findFirst().orElse("");
  }

  private void timed(String what, Runnable fault) {
    long begun = System.nanoTime();
    fault.run();
    long after = System.nanoTime();
    await(what).atMost(SETTLED).pollInterval(Duration.ofMillis(500)).ignoreExceptions().untilAsserted(this::whole);
    log.warn("{}: whole again {} s later ({} s in all)", what, seconds(after), seconds(begun));
  }

  private static long seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toSeconds();
  }

  /** Every Engine is up, every slot has one running task, and the containers that run are just those tasks'. */
  private void whole() {
    Swarm swarm = engines.swarm();
    engines.engines().forEach(engine -> assertThat(swarm.ready(engine.machine().name())).isPresent());
    List<Task> running = swarm.running(SERVICE);
    assertThat(running).hasSize(REPLICAS);
    assertThat(running).extracting(Task::getSlot).doesNotHaveDuplicates();
    assertThat(swarm.tasks(SERVICE)).filteredOn(TaskStates::wanted).hasSize(REPLICAS);
    Map<String, String> names = swarm.nodes().stream()
        .collect(Collectors.toMap(node -> node.getId(), node -> node.getDescription().getHostname()));
    Map<String, List<String>> told = running.stream().collect(Collectors.groupingBy(
        task -> names.get(task.getNodeId()), TreeMap::new, Collectors.mapping(Task::getId, Collectors.toList())));
    engines.engines().forEach(engine -> assertThat(taskIds(engine)).containsExactlyInAnyOrderElementsOf(
        told.getOrDefault(engine.machine().name(), List.of())));
  }

  private static List<String> taskIds(Engine engine) {
    return engine.docker("ps", "--filter", "label=com.docker.swarm.service.name=" + SERVICE, "--format",
        "{{.Label \"com.docker.swarm.task.id\"}}").orFail().lines().toList();
  }
}
