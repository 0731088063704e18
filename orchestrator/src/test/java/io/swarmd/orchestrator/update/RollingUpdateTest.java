package io.swarmd.orchestrator.update;

import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.UpdateConfig;
import io.swarmd.api.UpdateConfig.FailureAction;
import io.swarmd.api.UpdateStatus.UpdateState;
import io.swarmd.orchestrator.Things;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollingUpdateTest {

  static Service service(UpdateState state) {
    Service.Builder service = replicated("s", 2).toBuilder();
    service.getSpecBuilder().setUpdate(UpdateConfig.newBuilder().setFailureAction(FailureAction.ROLLBACK));
    service.getUpdateStatusBuilder().setState(state);
    return service.build();
  }

  @Test
  void anUpdateGoesOnWhileItsSpecAndItsRuleStay() {
    RollingUpdate update = new RollingUpdate(service(UpdateState.UPDATING), List.of(), Things.START);
    assertThat(update.serves(service(UpdateState.UPDATING))).isTrue();
    assertThat(update.serves(service(UpdateState.UPDATING).toBuilder().clearUpdateStatus().build()))
        .as("the same spec was submitted again").isTrue();
    assertThat(update.serves(withImage(service(UpdateState.UPDATING), "image:2"))).isFalse();
  }

  @Test
  void aRollbackDoesNotGoOnAsAnUpdateToTheSameSpec() {
    RollingUpdate rollback = new RollingUpdate(service(UpdateState.ROLLBACK_STARTED), List.of(), Things.START);
    assertThat(rollback.serves(service(UpdateState.ROLLBACK_STARTED))).isTrue();
    assertThat(rollback.serves(service(UpdateState.ROLLBACK_STARTED).toBuilder().clearUpdateStatus().build()))
        .isFalse();
  }

  @Test
  void anUpdateThatWasStoppedDoesNotStandForTheRollbackToTheSameSpec() {
    RollingUpdate update = new RollingUpdate(service(UpdateState.UPDATING), List.of(), Things.START);
    update.stop();
    assertThat(update.serves(service(UpdateState.PAUSED))).isTrue();
    assertThat(update.serves(service(UpdateState.ROLLBACK_STARTED))).isFalse();
    RollingUpdate rollback = new RollingUpdate(service(UpdateState.ROLLBACK_STARTED), List.of(), Things.START);
    rollback.stop();
    assertThat(rollback.serves(service(UpdateState.ROLLBACK_PAUSED))).isTrue();
  }
}
