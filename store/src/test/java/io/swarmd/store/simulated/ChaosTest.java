package io.swarmd.store.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Three stores over a log that does its worst: nothing acknowledged is lost, nothing is told that did not happen. */
class ChaosTest {

  private static final int STEPS = 300;

  @Property(tries = 150)
  void membersStayAlikeAndAnswersStayTrue(@ForAll long seed) {
    ChaosRun run = new ChaosRun(seed);
    for (int i = 0; i < STEPS; i++) {
      run.step();
    }
    run.settle();
    run.check();
  }

  /** The run above means something only if entries do fail, get lost and come back in it. */
  @Property(tries = 1)
  void theWorstDoesHappen() {
    ChaosRun run = new ChaosRun(11);
    for (int i = 0; i < 20 * STEPS; i++) {
      run.step();
    }
    run.settle();
    run.check();
    assertThat(run.seen()).containsKeys("committed", "not written", "unknown", "unknown but written",
        "unknown and not written", "resync", "conflict", "resumed");
  }
}
