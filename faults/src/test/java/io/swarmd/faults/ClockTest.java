package io.swarmd.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.faults.fault.ClockFaults;
import io.swarmd.faults.fault.Fault;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The only manager's clock is set while clients work and an update waits for its next step. */
@Timeout(600)
class ClockTest {

  private static final long SEED = 1;

  static final List<Fault> FAULTS = List.of(ClockFaults.LEADER_BACK_HOURS, ClockFaults.LEADER_FORWARD_MINUTES);

  private static Run run;

  @BeforeAll
  static void start() throws IOException {
    run = Run.start("clock", 1, SEED, true);
  }

  @AfterAll
  static void stop() {
    run.close();
  }

  @ParameterizedTest
  @FieldSource("FAULTS")
  void waitsEndAndNothingToldIsUntrue(Fault fault) {
    fault.missing(run.managers()).ifPresent(missing -> assumeTrue(false, missing));
    run.happens(fault);
    run.check();
  }
}
