package io.swarmd.store.simulated;

import io.swarmd.store.ReplicatedLog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The log of one member, from one start of it to its stop. What happens to it is decided by its group. */
public final class SimulatedLog implements ReplicatedLog {

  private final SimulatedGroup group;
  private final int member;
  /** What it appended as the leader, and is not committed. */
  private final List<LogRecord> tail = new ArrayList<>();
  /** What it appended and has not applied, committed or not. */
  private final Set<LogRecord> pending = new LinkedHashSet<>();
  private final List<Barrier> barriers = new ArrayList<>();
  private Optional<Listener> listener = Optional.empty();
  private Optional<Long> ledTerm = Optional.empty();
  private int applied;
  private boolean closed;

  /** A reader that waits until so many entries are applied here. */
  private record Barrier(int index, CompletableFuture<Void> reached) {}

  SimulatedLog(SimulatedGroup group, int member, int applied) {
    this.group = group;
    this.member = member;
    this.applied = applied;
  }

  @Override
  public void start(Listener receiver) {
    group.run(() -> {
      listener = Optional.of(receiver);
      applied = Math.max(applied, group.history().first());
      group.history().image(applied).installInto(receiver);
      group.started(this);
    });
  }

  @Override
  public CompletableFuture<Void> append(Entry entry) {
    LogRecord record = new LogRecord(entry, this, new CompletableFuture<>());
    group.run(() -> group.append(record));
    return record.done();
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    group.run(() -> group.barrier(this, reached));
    return reached;
  }

  @Override
  public void close() {
    group.run(() -> group.closed(this));
  }

  /** The number of its member, from 0. */
  public int member() {
    return member;
  }

  /** How many entries it has applied; on the group's loop. */
  int applied() {
    return applied;
  }

  boolean isOpen() {
    return !closed && listener.isPresent();
  }

  List<LogRecord> tail() {
    return tail;
  }

  Optional<Long> ledTerm() {
    return ledTerm;
  }

  void await(int index, CompletableFuture<Void> reached) {
    barriers.add(new Barrier(index, reached));
    releaseBarriers();
  }

  /** Applies the entry that follows, as a real log would hand it over. */
  void apply(LogRecord record) {
    boolean remembers = record.owner() == this && ledTerm.equals(Optional.of(record.entry().term()));
    applied++;
    Applied result = listener.orElseThrow().committed(record.entry().term(), applied, record.entry().bytes(),
        remembers ? record.entry().decoded() : null);
    group.history().applied(applied, result);
    if (pending.remove(record)) {
      record.done().complete(null);
    }
    releaseBarriers();
  }

  /** Jumps to a state without the entries that led to it. */
  void install(int index) {
    applied = index;
    group.history().image(index).installInto(listener.orElseThrow());
    releaseBarriers();
  }

  private void releaseBarriers() {
    barriers.removeIf(barrier -> applied >= barrier.index() && (barrier.reached().complete(null) || true));
  }

  void lead(long term) {
    ledTerm = Optional.of(term);
    listener.orElseThrow().leading(term);
  }

  /** Says so without its being so. */
  void sayFollowing() {
    listener.orElseThrow().following();
  }

  /** Takes an entry into its tail. */
  void take(LogRecord record) {
    tail.add(record);
    pending.add(record);
  }

  /** Learns that it does not lead any more; what it had under way fails, whatever becomes of it. */
  void follow() {
    ledTerm = Optional.empty();
    failPending("leadership was lost");
    listener.orElseThrow().following();
  }

  private void failPending(String text) {
    pending.forEach(record -> record.fail(text));
    pending.clear();
  }

  void shut() {
    closed = true;
    failPending("the log is closed");
    IllegalStateException shut = new IllegalStateException("the log is closed");
    barriers.forEach(barrier -> barrier.reached().completeExceptionally(shut));
    barriers.clear();
  }
}
