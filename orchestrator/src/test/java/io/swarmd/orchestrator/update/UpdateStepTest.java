package io.swarmd.orchestrator.update;

import static io.swarmd.orchestrator.Things.START;
import static io.swarmd.orchestrator.Things.node;
import static io.swarmd.orchestrator.Things.replicated;
import static io.swarmd.orchestrator.Things.running;
import static io.swarmd.orchestrator.Things.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.model.drift.TaskDrift;
import io.swarmd.model.time.WireTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateStepTest {

  private static final Service BEFORE = replicated("s", 1);
  private static final Service NOW = withImage(BEFORE, "image:2");
  private static final TaskDrift DRIFT = new TaskDrift(NOW, id -> Optional.of(node(id)));

  private static Task made(Service service, String id, int second) {
    Task.Builder task = running(service, id, 1, "n").toBuilder();
    task.getMetaBuilder().setCreatedAt(WireTime.timestamp(START.plusSeconds(second)));
    return task.build();
  }

  @Test
  void ofTheTasksThatStopThoseMadeBeforeTheKeptOneStayInTheHistory() {
    Task older = made(BEFORE, "older", 0);
    Task kept = made(NOW, "kept", 1);
    Task younger = made(BEFORE, "younger", 2);
    assertThat(UpdateStep.of(List.of(older, kept, younger), DRIFT))
        .isInstanceOfSatisfying(UpdateStep.Keep.class, keep -> {
          assertThat(keep.kept()).isEqualTo(kept);
          assertThat(keep.older()).containsExactly(older);
          assertThat(keep.younger()).containsExactly(younger);
        });
  }
}
