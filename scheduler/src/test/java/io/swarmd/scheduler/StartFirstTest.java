package io.swarmd.scheduler;

import static io.swarmd.scheduler.Samples.node;
import static io.swarmd.scheduler.Samples.pending;
import static io.swarmd.scheduler.Samples.running;
import static io.swarmd.scheduler.Samples.service;
import static io.swarmd.scheduler.Samples.withHostPort;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.PortConfig.Protocol;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.store.Table;
import io.swarmd.store.fixture.LoopOnState;
import org.junit.jupiter.api.Test;

/** Updates that wait for their own tasks say so in the tasks' errors. */
class StartFirstTest {

  private static final String REASON = "host-mode port already in use on 1 node";
  private static final String ADVICE = "; task old, which it is to replace, keeps the room until this one runs: "
      + "update the service with the order stop-first";

  private static Service updated(UpdateOrder order) {
    Service.Builder service = service("s", 2).toBuilder();
    service.getSpecBuilder().getUpdateBuilder().setOrder(order);
    return service.build();
  }

  private static Task newer(String id) {
    Task.Builder task = withHostPort(pending(id, "s"), 58, Protocol.TCP).toBuilder();
    task.getSpecVersionBuilder().setIndex(2);
    return task.build();
  }

  private static LoopOnState holding(Service service) {
    return new LoopOnState(new Scheduler(), node("n1"), service,
        withHostPort(running("old", "s", "n1"), 58, Protocol.TCP)).start();
  }

  private static String errorOf(LoopOnState cluster, String id) {
    return cluster.get(Table.TASK, id).getStatus().getErr();
  }

  @Test
  void theTaskThatHoldsThePortIsNamed() {
    LoopOnState cluster = holding(updated(UpdateOrder.START_FIRST)).put(Table.TASK, newer("new")).settle();
    assertThat(errorOf(cluster, "new")).isEqualTo("no suitable node (" + REASON + ")" + ADVICE);
    cluster.put(Table.SERVICE, updated(UpdateOrder.STOP_FIRST)).settle();
    assertThat(errorOf(cluster, "new")).as("the update goes on").isEqualTo("no suitable node (" + REASON + ")");
  }

  @Test
  void ofAGlobalServiceTheTaskOnTheSameNodeIsNamed() {
    LoopOnState cluster = holding(updated(UpdateOrder.START_FIRST))
        .put(Table.TASK, newer("new").toBuilder().setNodeId("n1").build()).settle();
    assertThat(errorOf(cluster, "new")).isEqualTo(REASON + ADVICE);
  }

  @Test
  void whatAnotherServiceHoldsIsNoReasonToUpdate() {
    LoopOnState cluster = holding(updated(UpdateOrder.START_FIRST));
    cluster.put(Table.SERVICE, updated(UpdateOrder.START_FIRST).toBuilder().setId("t").build());
    cluster.put(Table.TASK, newer("new").toBuilder().setServiceId("t").build()).settle();
    assertThat(errorOf(cluster, "new")).isEqualTo("no suitable node (" + REASON + ")");
  }
}
