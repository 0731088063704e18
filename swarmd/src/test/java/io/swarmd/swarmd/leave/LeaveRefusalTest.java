package io.swarmd.swarmd.leave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The texts are a Docker Engine's (identity sheet, section 17; engine sheet, 2). */
class LeaveRefusalTest {

  private static final String FIRST =
      "You are attempting to leave the swarm on a node that is participating as a manager. ";
  private static final String LAST = "The only way to restore a swarm that has lost consensus is to reinitialize it with "
      + "`--force-new-cluster`. Use `--force` to suppress this message.";

  private static String refusal(long reachable, long unreachable) {
    return LeaveRefusal.of(true, Optional.of(new ManagerCounts(reachable, unreachable)));
  }

  @Test
  void theLastManagerIsTold() {
    assertThat(refusal(1, 0)).isEqualTo(
        FIRST + "Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ");
  }

  @Test
  void aLossOfTheQuorumIsCounted() {
    assertThat(refusal(2, 0)).isEqualTo(FIRST + "Removing this node leaves 1 managers out of 2. Without a Raft quorum "
        + "your swarm will be inaccessible. " + LAST);
    assertThat(refusal(2, 1)).contains("leaves 1 managers out of 3");
    assertThat(refusal(3, 2)).contains("leaves 2 managers out of 5");
    assertThat(refusal(3, 0)).isEqualTo(FIRST + LAST);
    assertThat(refusal(5, 2)).isEqualTo(FIRST + LAST);
  }

  @Test
  void whereNobodyCanBeAskedItSaysSo() {
    assertThat(LeaveRefusal.of(false, Optional.empty()))
        .isEqualTo(FIRST + "Doing so may lose the consensus of your cluster. " + LAST);
    assertThat(LeaveRefusal.of(true, Optional.empty())).isEqualTo(FIRST + LAST);
  }
}
