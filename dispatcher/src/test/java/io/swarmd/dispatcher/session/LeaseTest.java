package io.swarmd.dispatcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private static final Duration TOLERANCE = Duration.ofNanos(100);
  private final Lease lease = new Lease(1_000);

  @Test
  void itEndsAtItsTimeAndIsNotRenewedAfter() {
    assertThat(lease.check(400, TOLERANCE)).isEqualTo(new Lease.Verdict.AskAgain(Duration.ofNanos(600)));
    assertThat(lease.check(1_000, TOLERANCE)).isEqualTo(new Lease.Verdict.Expired());
    assertThat(lease.isOver()).isTrue();
    assertThat(lease.renew(5_000)).isFalse();
  }

  @Test
  void renewalMovesTheEnd() {
    assertThat(lease.renew(2_000)).isTrue();
    assertThat(lease.check(1_000, TOLERANCE)).isEqualTo(new Lease.Verdict.AskAgain(Duration.ofNanos(1_000)));
  }

  @Test
  void aManagerThatStoodStillItselfGivesOneMoreChance() {
    assertThat(lease.check(1_101, TOLERANCE)).isEqualTo(new Lease.Verdict.AskAgain(TOLERANCE));
    assertThat(lease.check(1_201, TOLERANCE)).isEqualTo(new Lease.Verdict.Expired());
  }
}
