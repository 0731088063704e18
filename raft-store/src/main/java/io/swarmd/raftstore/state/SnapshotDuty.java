package io.swarmd.raftstore.state;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows when a snapshot is due, by bytes of log applied and by time, and takes it. Any thread may call. */
final class SnapshotDuty {

  private static final Logger log = LoggerFactory.getLogger(SnapshotDuty.class);

  private final Snapshots snapshots;
  private final long logBytes;
  private final long intervalNanos;
  private long bytesSinceLast;
  private long lastNanos = System.nanoTime();

  SnapshotDuty(Snapshots snapshots, long logBytes, Duration interval) {
    this.snapshots = snapshots;
    this.logBytes = logBytes;
    this.intervalNanos = interval.toNanos();
  }

  synchronized void written(long bytes) {
    bytesSinceLast += bytes;
  }

  /** A snapshot that was installed stands for all that was written. */
  synchronized void restart() {
    bytesSinceLast = 0;
  }

  synchronized void takeIfDue(StateDatabase database, Position position) throws IOException {
    long age = System.nanoTime() - lastNanos;
    if (bytesSinceLast >= logBytes || bytesSinceLast > 0 && age >= intervalNanos) {
      long began = System.nanoTime();
      snapshots.take(database, position);
      taken();
      log.debug("snapshot at {} took {} ms", position, (lastNanos - began) / 1_000_000);
    }
  }

  /** Takes one in place of all there are. */
  synchronized void takeOnly(StateDatabase database, Position position) throws IOException {
    snapshots.takeOnly(database, position);
    taken();
  }

  private void taken() {
    bytesSinceLast = 0;
    lastNanos = System.nanoTime();
  }
}
