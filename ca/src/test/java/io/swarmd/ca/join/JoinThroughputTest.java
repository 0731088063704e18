package io.swarmd.ca.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmd.api.NodeSpec;
import io.swarmd.loop.EventLoop;
import io.swarmd.store.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many nodes a second can join, the joining nodes sharing the machine: over real TLS, the log in memory. */
@Tag("soak")
class JoinThroughputTest {

  private static final int WARM_UP = 300;
  private static final int NODES = 1000;
  private static final int AT_ONCE = 64;
  private static final int CLIENT_LOOPS = 4;

  @TempDir private Path directory;

  @Test
  void aCrowdJoins() throws Exception {
    try (LeadingAuthority authority = new LeadingAuthority()) {
      join(authority, WARM_UP, "warm");
      long began = authority.environment.monotonicNanos();
      join(authority, NODES, "measured");
      Duration took = Duration.ofNanos(authority.environment.monotonicNanos() - began);
      System.out.printf("%d nodes joined in %d ms: %d per second%n",
          NODES, took.toMillis(), NODES * 1000L / took.toMillis());
      assertThat(authority.store.view().all(Table.NODE)).hasSizeGreaterThanOrEqualTo(NODES + WARM_UP);
    }
  }

  private void join(LeadingAuthority authority, int count, String name) throws Exception {
    List<EventLoop> loops = new ArrayList<>();
    for (int number = 0; number < CLIENT_LOOPS; number++) {
      loops.add(authority.environment.newLoop("client-" + number));
    }
    Semaphore free = new Semaphore(AT_ONCE);
    for (int number = 0; number < count; number++) {
      free.acquire();
      authority.client(loops.get(number % CLIENT_LOOPS), directory.resolve(name + number))
          .join(Optional.empty(), authority.cluster.getRootCa().getJoinTokens().getWorker(),
              NodeSpec.Availability.ACTIVE)
          .whenComplete((credentials, failure) -> free.release());
    }
    assertThat(free.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();
    loops.forEach(EventLoop::close);
  }
}
