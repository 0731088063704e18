package io.swarmd.raftstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Measures proposals per second with three managers in this process, beside what the disk can sync. Run by hand:
 * arguments are a directory on the disk to measure and the seconds for each figure.
 */
final class ProposalRate {

  private static final int ENTRY_BYTES = 1024;

  private ProposalRate() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "rate");
    Duration span = Duration.ofSeconds(Long.parseLong(arguments[1]));
    System.out.printf("1 KiB write and fsync, one at a time: %.0f/s%n", syncsPerSecond(directory, span));
    for (int managers : new int[] {1, 3}) {
      try (TestCluster cluster = new TestCluster(directory.resolve("with-" + managers),
          settings -> settings.withElectionTimeout(Duration.ofSeconds(1))).start(managers)) {
        measure(cluster, 64, span);
        for (int inFlight : new int[] {1, 16, 256}) {
          System.out.printf("%d managers, %d in flight: %.0f/s%n",
              managers, inFlight, measure(cluster, inFlight, span));
        }
      }
    }
    System.exit(0);
  }

  private static double syncsPerSecond(Path directory, Duration span) throws IOException {
    long end = System.nanoTime() + span.toNanos();
    long count = 0;
    try (FileChannel file = FileChannel.open(directory.resolve("sync"),
        StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(ENTRY_BYTES);
      while (System.nanoTime() < end) {
        file.write(block.rewind());
        file.force(false);
        count++;
      }
    }
    return count / (double) span.toSeconds();
  }

  private static double measure(TestCluster cluster, int inFlight, Duration span) throws Exception {
    Semaphore free = new Semaphore(inFlight);
    TestNode leader = cluster.leader();
    long base = leader.store.version();
    String value = "x".repeat(ENTRY_BYTES);
    long began = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - began < span.toNanos()) {
      free.acquire();
      CompletableFuture<Void> answer = leader.raft.log().append(
          MapStore.entry(leader.store.leadsIn, base++, "id" + count % 1000, value, null));
      answer.whenComplete((done, failure) -> free.release());
      count++;
    }
    if (!free.tryAcquire(inFlight, 30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("entries were never answered");
    }
    return count * 1e9 / (System.nanoTime() - began);
  }
}
