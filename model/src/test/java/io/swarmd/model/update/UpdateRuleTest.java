package io.swarmd.model.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateConfig.UpdateOrder;
import io.swarmd.api.UpdateStatus;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.model.time.WireTime;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UpdateRuleTest {

  static UpdateRule rule(ServiceSpec.Builder spec, UpdateState state) {
    Service.Builder service = Service.newBuilder().setSpec(spec);
    if (state != UpdateState.UNKNOWN) {
      service.setUpdateStatus(UpdateStatus.newBuilder().setState(state));
    }
    return UpdateRule.of(service.build());
  }

  @Test
  void noConfigurationMeansOneByOne() {
    assertThat(rule(ServiceSpec.newBuilder(), UpdateState.UNKNOWN)).isEqualTo(new UpdateRule(
        1, Duration.ZERO, FailureAction.PAUSE, Duration.ofSeconds(5), 0, UpdateOrder.STOP_FIRST));
  }

  @Test
  @Tag("orchestration-64")
  void aConfigurationWithoutParallelismMeansAllAtOnce() {
    assertThat(rule(ServiceSpec.newBuilder().setUpdate(UpdateConfig.newBuilder()), UpdateState.UNKNOWN).parallelism())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aRollbackHasItsOwnConfiguration() {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder()
        .setUpdate(UpdateConfig.newBuilder().setParallelism(2))
        .setRollback(UpdateConfig.newBuilder().setParallelism(7));
    assertThat(rule(spec, UpdateState.UPDATING).parallelism()).isEqualTo(2);
    assertThat(rule(spec, UpdateState.ROLLBACK_STARTED).parallelism()).isEqualTo(7);
  }

  @Test
  @Tag("orchestration-68")
  void tasksAreWatchedLongerThanTheDelay() {
    UpdateConfig.Builder config = UpdateConfig.newBuilder()
        .setDelay(WireTime.span(Duration.ofSeconds(10))).setMonitor(WireTime.span(Duration.ofSeconds(5)));
    assertThat(rule(ServiceSpec.newBuilder().setUpdate(config), UpdateState.UNKNOWN).watch()).hasSeconds(11);
    config.setFailureAction(FailureAction.CONTINUE);
    assertThat(rule(ServiceSpec.newBuilder().setUpdate(config), UpdateState.UNKNOWN).watch()).isZero();
  }
}
