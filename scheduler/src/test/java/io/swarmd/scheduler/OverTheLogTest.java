package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.nodes;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.loop.Metrics;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.store.Index;
import io.swarmd.store.Table;
import io.swarmd.store.control.ControlLoopRunner;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The scheduler run as a leader runs it, on the real store over a simulated log. */
class OverTheLogTest {

  private final SimulatedEnvironment environment = new SimulatedEnvironment(7);
  private final StoreFixture store = StoreFixture.leading(environment);

  private void startScheduler() {
    ControlLoopRunner.start(environment, store.store(), new Scheduler(), environment.newLoop("scheduler"), store.term(),
        Metrics.NONE);
  }

  @Test
  void tasksArePlacedEvenlyWithoutAnyTimePassing() {
    startScheduler();
    store.commit((Message[]) nodes(10));
    store.commit(service("s", 1));
    store.commit((Message[]) pending(500, "s"));
    environment.runDue();
    assertThat(store.view().all(Table.TASK)).hasSize(500)
        .allMatch(task -> task.getStatus().getState() == TaskState.ASSIGNED);
    for (int i = 1; i <= 10; i++) {
      assertThat(store.view().find(Index.TASK_BY_NODE, "n" + i)).hasSize(50);
    }
  }

  @Test
  void oneThatStartsInTheMiddleGoesOn() {
    store.commit((Message[]) nodes(2));
    store.commit((Message[]) pending(3, "s"));
    store.commit(Samples.running("r", "s", "n1"));
    startScheduler();
    environment.runFor(Duration.ofSeconds(1));
    assertThat(store.view().all(Table.TASK)).extracting(Task::getNodeId).containsOnly("n1", "n2");
    assertThat(store.view().find(Index.TASK_BY_NODE, "n2")).hasSize(2);
  }
}
