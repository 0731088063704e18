package io.swarmd.raftstore.state;

import io.swarmd.raftstore.sealing.Sealer;
import io.swarmd.store.Change;
import io.swarmd.store.ReplicatedLog.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state on disk behind the apply path (design notes, E2): what is applied is queued, and one thread encodes,
 * seals and writes it in batches, only the last state of an object that changed more than once. It also takes the
 * snapshots, by bytes of log applied and by time, so that applying never waits for one.
 */
public final class StateKeeper implements AutoCloseable {

  /** When a snapshot is taken. */
  public record SnapshotRule(long logBytes, Duration interval) {}

  private static final Logger log = LoggerFactory.getLogger(StateKeeper.class);

  /** Bytes of log entries applied and not written yet; beyond it, applying waits. */
  private static final long MAX_QUEUED_BYTES = 64L << 20;
  /** Entries taken into one batch. */
  private static final int MAX_BATCH_ENTRIES = 256;

  private final Path directory;
  private final Sealer sealer;
  private final Snapshots snapshots;
  private final SnapshotDuty duty;
  private final Consumer<Throwable> onFailure;
  private final Queue<Step> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean writing;
  private boolean closed;
  private StateDatabase database;
  private Position applied;
  private Position written;
  private Thread thread;
  /** Of the thread that writes, but for whether to begin. */
  private final Resealing resealing = new Resealing();
  private boolean sealAgain;

  /**
   * Opens the state: what is on disk, or the newest snapshot when that is ahead (a snapshot was installed, and the
   * process ended before it was taken over).
   *
   * @param onFailure told once when the state can no longer be written
   * @throws IOException with one clear line when it cannot be read
   */
  public StateKeeper(Path directory, Sealer sealer, Snapshots snapshots, SnapshotRule rule,
      Consumer<Throwable> onFailure) throws IOException {
    this.directory = directory;
    this.sealer = sealer;
    this.snapshots = snapshots;
    this.duty = new SnapshotDuty(snapshots, rule.logBytes(), rule.interval());
    this.onFailure = onFailure;
    open();
  }

  private void open() throws IOException {
    use(StateDatabase.openOrSetAside(directory, sealer));
    Optional<Path> newer = snapshots.newerThan(applied.index());
    if (newer.isPresent()) {
      database.close();
      database = null;
      takeOver(newer.get());
    }
    written = applied;
  }

  /** Raft goes on behind its newest snapshot; a state that is not that far would lack what lies between. */
  private void takeOver(Path snapshot) throws IOException {
    StateDatabase.restore(snapshot, directory);
    try {
      use(StateDatabase.open(directory, sealer));
    } catch (DamagedState damaged) {
      throw new DamagedState(snapshot, "the snapshot cannot be read: " + WriteFailure.rootText(damaged), damaged);
    }
    if (applied.index() < snapshots.latestIndex()) {
      throw new DamagedState(snapshot, "the snapshot ends at entry " + applied.index());
    }
  }

  private void use(StateDatabase opened) throws IOException {
    database = opened;
    try {
      applied = database.position();
    } catch (IOException unreadable) {
      database.close();
      database = null;
      throw unreadable;
    }
  }

  /**
   * Makes sure that a log that begins with this entry can be gone on with: a snapshot that was lost is taken again.
   *
   * @throws IOException when neither state nor snapshot hold what comes before that entry
   */
  public void coverUpTo(long firstInLog) throws IOException {
    if (firstInLog <= snapshots.latestIndex() + 1) {
      return;
    }
    if (firstInLog > applied.index() + 1) {
      throw new DamagedState(directory, "the Raft log begins at entry " + firstInLog
          + ", and neither this state nor a snapshot holds what comes before");
    }
    log.warn("the snapshot the Raft log relies on is missing, and taken again from the state in {}", directory);
    snapshots.take(database, applied);
  }

  /** Of the newest snapshot; -1 when there is none. */
  public long snapshotIndex() {
    return snapshots.latestIndex();
  }

  /** Begins to write. */
  public synchronized void start() {
    thread = Thread.ofPlatform().daemon().name("raft-state").start(this::run);
  }

  /** How far the state has come, written or not. */
  public synchronized Position applied() {
    return applied;
  }

  /** Hands the objects on disk to the reader. Only before the first entry is applied, or just after a restore. */
  public void read(Consumer<Iterable<Stored>> reader) throws IOException {
    database.read(reader);
    if (database.holdsOlder()) {
      sealAgain();
    }
  }

  /** Another key is in use: what lies on disk is sealed with it too, in the background, and a snapshot taken of that. */
  public synchronized void sealAgain() {
    sealAgain = true;
    notifyAll();
  }

  /** Takes an entry that changed the state. Waits while too much is queued. */
  public synchronized void apply(Position position, List<Change<?>> changes, int bytes) {
    applied = position;
    while (queuedBytes > MAX_QUEUED_BYTES && !closed && database != null) {
      pauseQuietly();
    }
    if (database == null || closed) {
      return;
    }
    queue.add(new Step(position, changes, bytes));
    queuedBytes += bytes;
    notifyAll();
  }

  /** Takes note of an entry that changed nothing. */
  public synchronized void skip(long term, long index) {
    apply(applied.at(term, index), List.of(), 0);
  }

  /** Nobody interrupts the threads that wait here; if somebody does, they look again and wait on. */
  private void pauseQuietly() {
    try {
      wait();
    } catch (InterruptedException ignored) {
      log.debug("a wait for the state to be written was interrupted");
    }
  }

  private void run() {
    try {
      for (Optional<List<Step>> steps = next(); steps.isPresent(); steps = next()) {
        if (!steps.get().isEmpty()) {
          write(steps.get());
          duty.takeIfDue(database, written);
        }
        sealSomeAgain();
        done();
      }
    } catch (IOException | RuntimeException failure) {
      synchronized (this) {
        closed = true;
        writing = false;
        notifyAll();
      }
      onFailure.accept(failure);
    }
  }

  /** What to write next; nothing once closed. What was queued before the closing is still handed out. */
  private synchronized Optional<List<Step>> next() {
    while (queue.isEmpty() && (closed || database == null || !sealAgain && !resealing.underWay())) {
      if (closed) {
        return Optional.empty();
      }
      pauseQuietly();
    }
    List<Step> steps = new ArrayList<>();
    while (!queue.isEmpty() && steps.size() < MAX_BATCH_ENTRIES) {
      steps.add(queue.remove());
    }
    writing = true;
    if (sealAgain) {
      sealAgain = false;
      resealing.begin();
    }
    return Optional.of(steps);
  }

  private void write(List<Step> steps) throws IOException {
    Position position = steps.getLast().position();
    database.write(Step.lastChanges(steps), position);
    long bytes = Step.bytes(steps);
    synchronized (this) {
      written = position;
      queuedBytes -= bytes;
      duty.written(bytes);
      notifyAll();
    }
  }

  private void sealSomeAgain() throws IOException {
    if (resealing.underWay() && resealing.step(database)) {
      database.write(List.of(), written);
      database.compact();
      if (written.index() >= 0) {
        duty.takeOnly(database, written);
      }
      log.info("the state in {} is sealed with the data key in use", directory);
    }
  }

  private synchronized void done() {
    writing = false;
    notifyAll();
  }

  /** Gives up the database, which is about to be replaced; what is applied from here on is not kept. */
  public synchronized void suspend() {
    while (writing) {
      pauseQuietly();
    }
    queue.clear();
    queuedBytes = 0;
    resealing.giveUp();
    if (database != null) {
      database.close();
      database = null;
    }
    notifyAll();
  }

  /** Takes over the snapshot that was installed. */
  public synchronized void restore() throws IOException {
    snapshots.refresh();
    open();
    duty.restart();
    notifyAll();
  }

  /** Writes what is queued, makes it durable and lets go of the files. */
  @Override
  public void close() {
    Thread writer;
    synchronized (this) {
      closed = true;
      writer = thread;
      notifyAll();
    }
    joinQuietly(writer);
    synchronized (this) {
      if (database != null) {
        flushQuietly();
        database.close();
        database = null;
      }
    }
  }

  private void flushQuietly() {
    try {
      database.flush();
    } catch (IOException refused) {
      log.warn("{}; it is replayed at the next start", refused.getMessage());
    }
  }

  private static void joinQuietly(Thread writer) {
    if (writer != null && writer != Thread.currentThread()) {
      try {
        writer.join();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
