package io.swarmd.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.faults.fault.DiskFaults;
import io.swarmd.faults.fault.Fault;
import io.swarmd.faults.fault.NetworkFaults;
import io.swarmd.faults.fault.ProcessFaults;
import io.swarmd.faults.history.History;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** One cluster of three managers lives through one fault after the other; after each all that was told is checked. */
@Timeout(600)
class FaultsTest {

  private static final int MANAGERS = 3;
  private static final long SEED = 1;

  static final List<Fault> FAULTS = List.of(ProcessFaults.LEADER_KILLED, ProcessFaults.LEADER_PAUSED,
      NetworkFaults.LEADER_UNPLUGGED, NetworkFaults.LEADER_DEAF, DiskFaults.FOLLOWER_DISK_FULL,
      DiskFaults.FILE_DAMAGED);

  private static Run run;

  @BeforeAll
  static void start() throws IOException {
    run = Run.start("short", MANAGERS, SEED, false);
  }

  @AfterAll
  static void stop() {
    run.close();
  }

  @ParameterizedTest
  @FieldSource("FAULTS")
  void nothingToldIsUntrueAfterwards(Fault fault) {
    fault.missing(run.managers()).ifPresent(missing -> assumeTrue(false, missing));
    run.happens(fault);
    History history = run.check();
    assertThat(history.operations()).anyMatch(operation -> !operation.answer().isRefusal());
  }
}
